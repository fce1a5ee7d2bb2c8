using System.Runtime.CompilerServices;
using IcqBots.Client;
using IcqBots.Host.Scripts;
using IcqBots.Protocol;
using IcqBots.Scripting;
using IcqBots.Storage;

namespace IcqBots.Host;

/// <summary>A file offer as scripts see it: everything that it waits for happens off the script thread.</summary>
internal sealed class BotFileOffer(IncomingFiles files, BotFolders folders, HandlerRunner runner) : FileOffer
{
    /// <inheritdoc/>
    public override Uin From => files.From;

    /// <inheritdoc/>
    public override bool IsVerified => files.IsVerified;

    /// <inheritdoc/>
    public override string Description => files.Text;

    /// <inheritdoc/>
    public override string FileName => files.FileName;

    /// <inheritdoc/>
    public override long Size => files.Size;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> AcceptAsync(
        long maxBytes = DefaultMaxBytes, Action<FileProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run<IReadOnlyList<string>>(
            async () =>
            {
                DataFolder.Create(folders.Received);
                var received = await files.AcceptAsync(
                    folders.Received, maxBytes, ScriptProgress.For(progress, runner), cancellationToken);
                return [.. received.Select(file => file.Path)];
            },
            CancellationToken.None);

    /// <inheritdoc/>
    public override Task RefuseAsync(string reason = "", CancellationToken cancellationToken = default) =>
        Task.Run(() => files.RefuseAsync(reason, cancellationToken), CancellationToken.None);
}

/// <summary>A chat request as scripts see it.</summary>
internal sealed class BotChatRequest(IncomingChat request, string name) : ChatRequest
{
    /// <inheritdoc/>
    public override Uin From => request.From;

    /// <inheritdoc/>
    public override bool IsVerified => request.IsVerified;

    /// <inheritdoc/>
    public override string Reason => request.Text;

    /// <inheritdoc/>
    public override Task<Chat> AcceptAsync(CancellationToken cancellationToken = default) =>
        Task.Run<Chat>(async () => new BotChat(await request.AcceptAsync(name, cancellationToken)), CancellationToken.None);

    /// <inheritdoc/>
    public override Task RefuseAsync(string reason = "", CancellationToken cancellationToken = default) =>
        Task.Run(() => request.RefuseAsync(reason, cancellationToken), CancellationToken.None);
}

/// <summary>A chat as scripts see it.</summary>
internal sealed class BotChat(PeerChat chat) : Chat
{
    /// <inheritdoc/>
    public override Uin Partner => chat.Partner;

    /// <inheritdoc/>
    public override string PartnerName => chat.PartnerName;

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var lines = chat.ReadLinesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Task.Run(() => lines.MoveNextAsync().AsTask(), CancellationToken.None))
        {
            yield return lines.Current;
        }
    }

    /// <inheritdoc/>
    public override Task SendLineAsync(string text, CancellationToken cancellationToken = default) =>
        Task.Run(() => chat.SendLineAsync(text, cancellationToken), CancellationToken.None);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => chat.DisposeAsync();
}

/// <summary>
/// Tells a script how far a transfer is, on its own thread. What comes while it is told replaces what came before, so that thousands of
/// small steps are no load.
/// </summary>
internal sealed class ScriptProgress : IProgress<FileProgress>
{
    private readonly Action<FileProgress> _report;
    private readonly HandlerRunner _runner;
    private FileProgress? _latest;
    private int _faults;

    private ScriptProgress(Action<FileProgress> report, HandlerRunner runner)
    {
        _report = report;
        _runner = runner;
    }

    /// <summary>Null where a script does not want to know.</summary>
    public static ScriptProgress? For(Action<FileProgress>? report, HandlerRunner runner) =>
        report is null ? null : new ScriptProgress(report, runner);

    /// <inheritdoc/>
    public void Report(FileProgress value)
    {
        if (Interlocked.Exchange(ref _latest, value) is null)
        {
            _ = ReportLatestAsync();
        }
    }

    private async Task ReportLatestAsync()
    {
        try
        {
            await _runner.RunAsync(
                () =>
                {
                    _report(Interlocked.Exchange(ref _latest, null)!);
                    return Task.CompletedTask;
                },
                "the progress of a file");
        }
        catch (Exception e) when (Interlocked.Increment(ref _faults) == 1)
        {
            _runner.LogFault(e, "the progress of a file");
        }
        catch (Exception)
        {
            // It ends nothing but this report, and would come again with the next one.
        }
    }
}
