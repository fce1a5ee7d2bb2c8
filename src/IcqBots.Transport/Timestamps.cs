namespace IcqBots.Transport;

/// <summary>Points in time as timestamps of a clock, which no change of the wall clock moves.</summary>
public static class Timestamps
{
    extension(TimeProvider time)
    {
        /// <summary>The timestamp that the clock will have after <paramref name="span"/>.</summary>
        public long TimestampIn(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
    }
}
