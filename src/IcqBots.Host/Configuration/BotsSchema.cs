namespace IcqBots.Host.Configuration;

public static class BotsSchema
{
    public static string Write() => "";
}
