namespace IcqBots.Storage;

/// <summary>One thing that is to be written into a <see cref="BotDatabase"/>.</summary>
public abstract record Change
{
    private protected Change()
    {
    }

    internal abstract void Apply(BotTables tables);
}

/// <summary>A message was received.</summary>
public sealed record MessageReceivedChange(ReceivedRow Row) : Change
{
    internal override void Apply(BotTables tables) => tables.Add(Row);
}

/// <summary>The handlers of a received message have ended.</summary>
public sealed record MessageHandledChange(long Id) : Change
{
    internal override void Apply(BotTables tables) => tables.SetHandled(Id);
}

/// <summary>A received message is handled again.</summary>
public sealed record MessageTriedChange(long Id, int Tries) : Change
{
    internal override void Apply(BotTables tables) => tables.SetTries(Id, Tries);
}

/// <summary>A received message is given up, or taken up again.</summary>
public sealed record MessageStateChange(long Id, JournalState State) : Change
{
    internal override void Apply(BotTables tables) => tables.SetReceivedState(Id, State);
}

/// <summary>A message is to be sent.</summary>
public sealed record SendingChange(SentRow Row) : Change
{
    internal override void Apply(BotTables tables) => tables.Add(Row);
}

/// <summary>A message was acknowledged.</summary>
public sealed record SentChange(long Id) : Change
{
    internal override void Apply(BotTables tables) => tables.SetSent(Id);
}

/// <summary>A message to be sent is given up, with the reason, or taken up again.</summary>
public sealed record SendingStateChange(long Id, JournalState State, string? Reason) : Change
{
    internal override void Apply(BotTables tables) => tables.SetSendingState(Id, State, Reason);
}

/// <summary>A script keeps a text; null: it forgets it.</summary>
/// <param name="Key">Where.</param>
/// <param name="Json">The text.</param>
/// <param name="ExpiresAt">The end of its time in ms since 1970; null: never.</param>
public sealed record StateChange(StateKey Key, string? Json, long? ExpiresAt) : Change
{
    internal override void Apply(BotTables tables) => tables.SetState(Key, Json, ExpiresAt);
}
