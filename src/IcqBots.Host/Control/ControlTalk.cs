using System.Threading.Channels;

namespace IcqBots.Host.Control;

/// <summary>The host's side of a conversation with a program that has asked for something. One call at a time.</summary>
public sealed class ControlTalk
{
    /// <summary>Of a longer line the rest is left out. No character takes more than six bytes on the way.</summary>
    private const int MaxCharacters = ControlStream.MaxLineBytes / 6 - 100;

    /// <summary>Lines that may come before they are asked for.</summary>
    private const int MaxWaiting = 16;

    private static readonly TimeSpan _writeTimeout = TimeSpan.FromSeconds(10);

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(MaxWaiting);
    private readonly ControlStream _stream;
    private readonly TimeProvider _time;

    internal ControlTalk(ControlStream stream, TimeProvider time)
    {
        _stream = stream;
        _time = time;
    }

    /// <summary>Says something, line by line.</summary>
    /// <param name="text">What the other end prints.</param>
    /// <param name="isError">True when it belongs on standard error.</param>
    /// <exception cref="IOException">The other end has gone, or has not read for 10 s.</exception>
    public async Task SayAsync(string text, bool isError = false)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var rest = line.Length - MaxCharacters;
            var shown = rest > 0 ? $"{line[..MaxCharacters]}… ({rest} more characters)" : line;
            await SendAsync(new ControlReply { Line = shown, IsError = isError });
        }
    }

    /// <summary>Tells how far it is.</summary>
    /// <exception cref="IOException">The other end has gone, or has not read for 10 s.</exception>
    public Task TellAsync(ControlProgress progress) => SendAsync(new ControlReply { Progress = progress });

    /// <summary>Waits for the other end's next line; null when there are no more.</summary>
    /// <param name="prompt">What a person at a terminal sees before it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The other end has gone.</exception>
    public async Task<string?> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        await SendAsync(new ControlReply { Prompt = prompt });
        try
        {
            return await _lines.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    internal Task EndAsync(int exitCode) => SendAsync(new ControlReply { ExitCode = exitCode });

    /// <summary>Takes lines until the other end closes.</summary>
    internal async Task HearAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _stream.ReadAsync<ControlInput>(cancellationToken) is { } input)
            {
                if (input.Text is null)
                {
                    _lines.Writer.TryComplete();
                }
                else
                {
                    await _lines.Writer.WriteAsync(input.Text, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ChannelClosedException)
        {
            // Whatever it is, there is nothing more to hear.
        }
    }

    private async Task SendAsync(ControlReply reply)
    {
        using var timeout = new CancellationTokenSource(_writeTimeout, _time);
        try
        {
            await _stream.WriteAsync(reply, timeout.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("the other end does not read", e);
        }
    }
}
