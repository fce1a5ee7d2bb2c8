using System.Text.RegularExpressions;
using IcqBots.Host.Configuration;

namespace IcqBots.Host.Tests.Configuration;

/// <summary>docs/bots-yaml.md and the shipped bots.yaml fit the records that read them.</summary>
public sealed class BotsYamlDocumentationTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "bots-yaml.md"));

    [Theory]
    [InlineData("The file", typeof(BotsFile))]
    [InlineData("embedded-server", typeof(EmbeddedServerEntry))]
    [InlineData("accounts", typeof(AccountEntry))]
    [InlineData("bots", typeof(BotEntry))]
    [InlineData("status", typeof(StatusEntry))]
    [InlineData("status of a schedule", typeof(ScheduledStatusEntry))]
    [InlineData("away-reply", typeof(AwayReplyEntry))]
    [InlineData("auto-reply", typeof(AutoReplyEntry))]
    [InlineData("when", typeof(WhenEntry))]
    [InlineData("guards", typeof(GuardsEntry))]
    [InlineData("peer-limits", typeof(PeerLimitsEntry))]
    [InlineData("retention", typeof(RetentionEntry))]
    [InlineData("retransmission", typeof(RetransmissionEntry))]
    [InlineData("schedules", typeof(ScheduleEntry))]
    [InlineData("actions", typeof(ActionEntry))]
    [InlineData("send", typeof(SendEntry))]
    [InlineData("broadcast", typeof(BroadcastEntry))]
    [InlineData("quiet-hours", typeof(QuietHoursEntry))]
    [InlineData("broadcasts", typeof(BroadcastsEntry))]
    [InlineData("subscriptions", typeof(SubscriptionEntry))]
    public void The_table_of_an_entry_has_its_keys_in_the_order_of_its_properties(string heading, Type entry)
    {
        var section = _page.Split("\n## ").Single(text => text.StartsWith(heading + "\n", StringComparison.Ordinal));
        var documented = Regex.Matches(section, @"^\| `([a-z-]+)` \|[^|]*\|([^|]*)\|", RegexOptions.Multiline)
            .Select(row => (Key: row.Groups[1].Value, IsRequired: row.Groups[2].Value.Trim() == "required"));

        Assert.Equal(EntryKey.Of(entry).Select(key => (key.Name, key.IsRequired)), documented);
    }

    [Theory]
    [InlineData("docs/bots-yaml.md")]
    [InlineData("docs/auto-replies.md")]
    [InlineData("docs/broadcasts.md")]
    [InlineData("docs/schedules.md")]
    [InlineData("README.md")]
    public void The_YAML_of_a_page_loads(string page)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, page));
        var blocks = Regex.Matches(text, "```yaml\n(.*?)```", RegexOptions.Singleline).Select(block => block.Groups[1].Value).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, AssertLoads);
    }

    [Fact]
    public void The_shipped_file_loads() => AssertLoads(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bots.yaml")));

    private static void AssertLoads(string yaml)
    {
        using var folder = new BotsYamlFolder();
        foreach (var script in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "scripts"), "*.csx"))
        {
            File.WriteAllText(folder.PathOf($"scripts/{Path.GetFileName(script)}"), "");
        }

        foreach (Match variable in Regex.Matches(yaml, @"\$\{(\w+)\}"))
        {
            folder.Environment[variable.Groups[1].Value] = "secretsecretsecretsecretsecretaa";
        }

        Assert.NotNull(folder.ReadGood(yaml));
    }
}
