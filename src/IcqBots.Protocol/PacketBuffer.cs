using System.Buffers;

namespace IcqBots.Protocol;

/// <summary>Where packets are written before their length is known: one buffer a thread, so that only the result is allocated.</summary>
internal static class PacketBuffer
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>The thread's buffer, empty. Nothing else may be written before its content is copied.</summary>
    public static ArrayBufferWriter<byte> Take()
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        return buffer;
    }
}
