using System.Security.Authentication;
using System.Text;
using IcqBots.Host.Templates;
using IcqBots.Protocol;

namespace IcqBots.Host.Broadcasts;

/// <summary>Gets the text of a broadcast when it begins.</summary>
/// <param name="http">Fetches.</param>
/// <param name="folder">What paths are relative to.</param>
/// <param name="time">The clock.</param>
internal sealed class BroadcastText(HttpClient http, string folder, TimeProvider time)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>A long text goes out in so many messages at the most that nobody is flooded.</summary>
    private const int MaxCharacters = 8000;

    /// <summary>The text, and whether it has names in braces: what somebody else has written has none.</summary>
    /// <exception cref="IOException">There is no text; the message tells why, for people to read.</exception>
    public async Task<(string Text, bool IsTemplate)> GetAsync(BroadcastOrder order, CancellationToken cancellationToken)
    {
        var (text, isTemplate) = order switch
        {
            { TextFile: { } file } => (Checked(file), true),
            { TextFrom: { } address } => (await FetchAsync(address, order.Timeout, cancellationToken), false),
            _ => (order.Text!.Text, true),
        };
        return string.IsNullOrWhiteSpace(text) ? throw new IOException($"{order.TextFile ?? Shown(order.TextFrom) ?? "the broadcast"} has no text")
            : text.Length > MaxCharacters ? throw new IOException($"the text has {text.Length} characters; a broadcast has {MaxCharacters} at the most")
            : (text, isTemplate);
    }

    /// <summary>The text of a file, which is a template without mistakes.</summary>
    private string Checked(string file)
    {
        var text = TextOfFile.Read(Path.GetFullPath(file, folder), MaxBytes).TrimEnd();
        try
        {
            TextTemplate.Parse(text);
            return text;
        }
        catch (TemplateException e)
        {
            var before = text[..e.Position];
            throw new IOException($"{file}:{before.Count(each => each == '\n') + 1}:{e.Position - before.LastIndexOf('\n')}: {e.Message}", e);
        }
    }

    /// <summary>An address as reports and the log have it: without its name, password and query, which may be secrets.</summary>
    private static string? Shown(Uri? address) => address is null
        ? null
        : address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (address.Query.Length > 0 ? "?…" : "");

    private async Task<string> FetchAsync(Uri address, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new IOException($"{Shown(address)} answers {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            await response.Content.LoadIntoBufferAsync(MaxBytes, either.Token);
            var charset = response.Content.Headers.ContentType?.CharSet?.Trim('"') is { Length: > 0 } given ? given : "utf-8";
            return WireText.FromWire(await ReadAsync(response.Content, charset, Shown(address), either.Token)).Trim();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new IOException($"{Shown(address)} does not answer within {limit.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new IOException($"{Shown(address)} is larger than {MaxBytes / 1024} KB, the most that is read", e);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException or NotSupportedException or FormatException)
        {
            // What is wrong with a certificate, or how an answer broke off, only the exception within tells.
            var reason = e.InnerException is AuthenticationException or IOException ? e.InnerException.Message : e.Message;
            throw new IOException($"{Shown(address)} cannot be fetched: {reason}", e);
        }
    }

    private static async Task<string> ReadAsync(HttpContent content, string charset, string? shown, CancellationToken cancellationToken)
    {
        try
        {
            var (encoder, decoder) = (EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);
            using var reader = new StreamReader(
                await content.ReadAsStreamAsync(cancellationToken),
                CodePagesEncodingProvider.Instance.GetEncoding(charset, encoder, decoder) ?? Encoding.GetEncoding(charset, encoder, decoder));
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (DecoderFallbackException e)
        {
            throw new IOException($"{shown} is no text in {charset}, as which it was sent", e);
        }
        catch (ArgumentException e)
        {
            throw new IOException($"{shown} is in a character set that is not known: {charset}", e);
        }
    }
}
