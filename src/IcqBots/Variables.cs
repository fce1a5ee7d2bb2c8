using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace IcqBots;

/// <summary>
/// What <c>${NAME}</c> in bots.yaml stands for: an environment variable, and where that is not set, one of the user secrets of .NET, which a
/// developer keeps outside of the repository.
/// </summary>
internal static class Variables
{
    private const string Id = "icqbots";

    private static readonly Lazy<IConfiguration> _secrets = new(() => new ConfigurationBuilder().AddUserSecrets(Id).Build());

    /// <summary>The value of a name; null where it has none.</summary>
    /// <exception cref="MistakeException">The file with the user secrets cannot be read.</exception>
    public static string? Find(string name)
    {
        try
        {
            return Environment.GetEnvironmentVariable(name) ?? _secrets.Value[name];
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The message of the reason shows a piece of the file.
            throw new MistakeException($"the user secrets of .NET cannot be read; mend or delete {PathHelper.GetSecretsPathFromSecretsId(Id)}");
        }
    }
}
