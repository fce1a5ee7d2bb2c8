namespace IcqBots.Host;

/// <summary>Where a bot finds and keeps files.</summary>
/// <param name="Base">The folder of bots.yaml: paths in scripts are relative to it.</param>
/// <param name="Received">Where files go that people send; it need not exist yet.</param>
internal sealed record BotFolders(string Base, string Received);
