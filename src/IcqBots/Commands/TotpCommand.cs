using System.CommandLine;
using IcqBots.Host.Codes;

namespace IcqBots.Commands;

/// <summary><c>icqbots totp</c>: a secret for the one-time codes of an admin.</summary>
internal sealed class TotpCommand : Command
{
    public const string Examples = """
        icqbots totp 1001        a secret for the admin 1001
        """;

    private readonly Argument<string> _admin = new("ADMIN")
    {
        Description = "What the authenticator calls it, such as the admin's UIN",
        DefaultValueFactory = _ => "admin",
    };

    public TotpCommand(Output output)
        : base("totp", "Make a secret for the one-time codes of an admin")
    {
        _admin.Validators.Add(CommandLine.RefuseOption);
        Arguments.Add(_admin);
        SetAction(parsed =>
        {
            var secret = TotpSecret.New();
            output.Lines(secret.Reveal(), secret.RevealUri(parsed.GetValue(_admin)!));
            output.Note("The first line goes into bots.yaml under \"admin-codes\", better as ${NAME} or ${file:PATH}; the second into an authenticator program");
            output.Note("(the first, typed in by hand, does as well). Whoever sees them can make the codes.");
            return ExitCode.Ok;
        });
    }
}
