namespace IcqBots.Scripting.Running;

/// <summary>One step of a <see cref="Trace"/>.</summary>
/// <param name="After">How long after its beginning.</param>
/// <param name="Text">What was tried, decided or done.</param>
public sealed record TraceStep(TimeSpan After, string Text);
