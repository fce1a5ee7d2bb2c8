using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IcqBots.Host.Control;

/// <summary>JSON objects over a stream, a line each. One reads and one writes at a time.</summary>
internal sealed class ControlStream(Stream stream) : IAsyncDisposable
{
    /// <summary>The longest line.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly PipeReader _reader = PipeReader.Create(stream);

    /// <summary>The name of the pipe of the host with a data folder; short, since on Unix it becomes the path of a socket.</summary>
    public static string PipeNameOf(string dataFolder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        return $"icqbots-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16]}";
    }

    /// <summary>The next object; null at the end.</summary>
    /// <exception cref="IOException">The other end sent something else, or too much of it.</exception>
    public async Task<T?> ReadAsync<T>(CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var end = result.Buffer.PositionOf((byte)'\n');
            var length = end is { } position ? result.Buffer.Slice(0, position).Length : result.Buffer.Length;
            if (length > MaxLineBytes)
            {
                throw new IOException($"a line is longer than {MaxLineBytes} bytes");
            }

            if (end is { } newLine)
            {
                var message = Parse<T>(result.Buffer.Slice(0, newLine));
                _reader.AdvanceTo(result.Buffer.GetPosition(1, newLine));
                return message;
            }

            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>Sends an object.</summary>
    /// <exception cref="IOException">The other end has gone, or the object is longer than a line may be.</exception>
    public async Task WriteAsync<T>(T message, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, _json);
        if (json.Length > MaxLineBytes)
        {
            throw new IOException($"a line is longer than {MaxLineBytes} bytes");
        }

        await stream.WriteAsync((byte[])[.. json, (byte)'\n'], cancellationToken);
    }

    /// <summary>Closes the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await stream.DisposeAsync();
    }

    private static T Parse<T>(ReadOnlySequence<byte> line)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize<T>(ref reader, _json) ?? throw new IOException("a line is null");
        }
        catch (JsonException e)
        {
            throw new IOException($"a line is not understood: {e.Message}", e);
        }
    }
}
