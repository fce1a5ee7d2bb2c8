using System.Reflection.Metadata;
using System.Security.Cryptography;
using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IcqBots.Scripting.Tests;

public sealed class ScriptCompilerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("icqbots-");

    [Fact]
    public void Every_mistake_names_file_line_and_column()
    {
        var mistakes = Mistakes("OnMessage(async message =>\n    await message.AnswerAsync(text));\nOnMassage();\n");

        Assert.Equal(3, mistakes.Count);
        Assert.StartsWith("scripts/bot.csx:2:19: error CS1061: 'IncomingMessage' does not contain a definition", mistakes[0]);
        Assert.Equal("scripts/bot.csx:2:31: error CS0103: The name 'text' does not exist in the current context", mistakes[1]);
        Assert.Equal("scripts/bot.csx:3:1: error CS0103: The name 'OnMassage' does not exist in the current context; did you mean OnMessage?", mistakes[2]);
    }

    [Theory]
    [InlineData("OnMessage(async message => { var unused = 1; });", "CS0219")]
    [InlineData("OnMessage(async message => { SendAsync(1001, \"not awaited\"); });", "CS4014")]
    [InlineData("string? name = null; var length = name.Length;", "CS8602")]
    [InlineData("OnMessage(null);", "CS8625")]
    public void Warnings_are_mistakes(string text, string number) => Assert.Contains(number, Assert.Single(Mistakes(text)));

    [Theory]
    [InlineData("OnMessage(message => message.RepyAsync(\"x\"));", "; did you mean ReplyAsync?")]
    [InlineData("OnMessage(message => message?.RepyAsync(\"x\"));", "; did you mean ReplyAsync?")]
    [InlineData("Log.LogInfomation(\"x\");", "; did you mean LogInformation?")]
    [InlineData("var status = OnlineStatus.FreeForChta;", "; did you mean FreeForChat?")]
    [InlineData("var answers = 1; OnMessage(message => message.ReplyAsync($\"{anwsers}\"));", "; did you mean answers?")]
    [InlineData("OnMessage(message => { Log.LogInformation(\"x\"); });", "; write async before its parameters: async message => ...")]
    [InlineData("OnCommand(\"add {a:int} {b:int}\", async (message, a, b) => { });", "; a command has at most four arguments, and the handler names their types")]
    [InlineData(
        "OnCommand(\"x\", async (IncomingMessage message, int a, int b, int c, int d, int e) => { });",
        "; a command has at most four arguments, and the handler names their types")]
    [InlineData("Nonsense();", "does not exist in the current context")]
    public void Where_the_compiler_says_too_little_there_is_advice(string text, string advice)
    {
        var mistake = Assert.Single(Mistakes(text));

        Assert.Contains(advice, mistake, StringComparison.Ordinal);
        Assert.Equal(advice.StartsWith(';'), mistake.Contains(';', StringComparison.Ordinal));
    }

    [Fact]
    public void What_goes_wrong_on_the_web_and_files_have_their_names_without_a_using() => Compiler().CompileText("scripts/bot.csx", """
        OnMessage("get", async message =>
        {
            try
            {
                File.WriteAllText(Path.Combine("a", $"{message.Path}.html"), await Http.GetStringAsync("https://example.org/"));
            }
            catch (Exception exception) when (exception is HttpRequestException or DirectoryNotFoundException)
            {
                await message.ReplyAsync("Not now.");
            }
        });
        """);

    [Fact]
    public void No_name_is_in_two_of_the_namespaces_that_need_no_using()
    {
        var all = CSharpCompilation.Create("all", references: ScriptReferences.All).GlobalNamespace;
        var types = ScriptCompiler.Imports
            .Select(name => name.Split('.').Aggregate(all, (space, part) => space.GetNamespaceMembers().Single(inner => inner.Name == part)))
            .SelectMany(space => space.GetTypeMembers())
            .Where(type => type.DeclaredAccessibility == Accessibility.Public);

        Assert.Empty(types.GroupBy(type => type.MetadataName).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)));
    }

    [Fact]
    public void A_handler_that_awaits_nothing_compiles() =>
        Compiler().CompileText("scripts/bot.csx", "var count = 0; OnMessage(async message => { count++; });");

    [Fact]
    public async Task Load_takes_in_a_file_relative_to_the_script()
    {
        Write("scripts/bot.csx", "#load \"lib/words.csx\"\nOnMessage(message => message.ReplyAsync(Greeting()));");
        Write("scripts/lib/words.csx", "#load \"more.csx\"\nstring Greeting() => \"Hello\" + End();");
        Write("scripts/lib/more.csx", "string End() => \"!\";");
        using var script = new LoadedScript(Compiler().CompileFile("scripts/bot.csx"));
        var bot = new RecordingBot();

        await bot.HearAsync(await script.StartAsync(bot, new RecordingEnvironment()), 1001, "hi");

        Assert.Equal([(1001, "Hello!")], bot.Sent);
    }

    [Theory]
    [InlineData("icqbots.globals.csx")]
    [InlineData("icqbots.tests.globals.csx")]
    public void The_globals_of_editors_are_empty_for_the_host_and_no_part_of_the_script(string name)
    {
        Write("scripts/lib/words.csx", $"#load \"../{name}\"\nstring Greeting() => \"Hello\";");
        Write("scripts/bot.csx", $"#load \"{name}\"\n#load \"lib/words.csx\"\nOnMessage(message => message.ReplyAsync(Greeting()));");
        var without = Compiler().CompileFile("scripts/bot.csx");
        Write($"scripts/{name}", "this is no C#");
        var with = Compiler().CompileFile("scripts/bot.csx");

        Assert.Equal(["scripts/bot.csx", "scripts/lib/words.csx"], with.Sources.Select(source => source.Path));
        Assert.Equal(without.Assembly, with.Assembly);
    }

    [Fact]
    public void A_mistake_in_a_loaded_file_names_that_file()
    {
        Write("scripts/lib/words.csx", "\nstring Greeting() => hello;");

        var mistake = Assert.Single(Mistakes("#load \"../scripts/lib/words.csx\"\nvar greeting = Greeting();"));

        Assert.StartsWith("scripts/lib/words.csx:2:22: error CS0103:", mistake);
    }

    [Fact]
    public void A_script_that_does_not_compile_tells_which_files_may_mend_it()
    {
        Write("scripts/bot.csx", "#load \"lib/words.csx\"\n#r \"lib/none.dll\"\nvar a = 1;");
        Write("scripts/lib/words.csx", "#load \"none.csx\"");

        var exception = Assert.Throws<ScriptCompilationException>(() => Compiler().CompileFile("scripts/bot.csx"));

        Assert.Equal(["scripts/bot.csx", "scripts/lib/none.csx", "scripts/lib/words.csx", "scripts/lib/none.dll"], exception.Files);
    }

    [Fact]
    public void Debuggers_find_the_file_as_it_was_written()
    {
        Write("scripts/bot.csx", "OnMessage(async message =>\n{\n    await message.ReplyAsync(\"hi\");\n});");

        var image = Compiler().CompileFile("scripts/bot.csx");

        using var reader = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(image.Symbols));
        var symbols = reader.GetMetadataReader();
        var document = symbols.GetDocument(Assert.Single(symbols.Documents));
        Assert.Equal("scripts/bot.csx", symbols.GetString(document.Name));
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder.FullName, "scripts/bot.csx"))), symbols.GetBlobBytes(document.Hash));
    }

    [Fact]
    public async Task A_script_that_loads_itself_runs_twice()
    {
        Write("scripts/bot.csx", "#load \"bot.csx\"\nawait SendAsync(1001, \"hi\");");
        using var script = new LoadedScript(Compiler().CompileFile("scripts/bot.csx"));
        var bot = new RecordingBot();

        using var instance = await script.StartAsync(bot, new RecordingEnvironment());

        Assert.Equal(2, bot.Sent.Count);
    }

    [Fact]
    public void Load_of_a_missing_file_is_a_mistake_in_the_line_that_asks_for_it() =>
        Assert.StartsWith(
            "scripts/bot.csx:1:7: error CS1504: Source file 'none.csx'", Assert.Single(Mistakes("#load \"none.csx\"\nvar a = 1;")));

    [Theory]
    [InlineData("#r \"nuget: Quartz, 4.7.3\"", "packages are not downloaded: unpack the package yourself, put its .dll files beside the scripts")]
    [InlineData("#r \"System.Xml\"", "System.Xml is there already: scripts use the .NET base library and the IcqBots API without #r")]
    [InlineData("#r \"IcqBots.Scripting.dll\"", "IcqBots.Scripting.dll is there already")]
    [InlineData("#r \"none.dll\"", "there is no file none.dll, which is looked for relative to this file: ")]
    [InlineData("#r \"lib/text.dll\"", "lib/text.dll is no .NET library")]
    public void References_that_make_no_sense_are_refused_with_what_to_do_instead(string directive, string mistake)
    {
        Write("scripts/lib/text.dll", "no library");

        Assert.StartsWith($"scripts/bot.csx:2:4: error: {mistake}", Assert.Single(Mistakes($"// One.\n{directive}\nvar a = 1;")));
    }

    [Fact]
    public void Libraries_of_the_host_are_out_of_reach() =>
        Assert.Contains("CS0234", Assert.Single(Mistakes("var tree = Microsoft.CodeAnalysis.CSharp.SyntaxFactory.ParseSyntaxTree(\"\");")));

    [Fact]
    public void What_the_host_alone_shall_call_is_out_of_reach() =>
        Assert.Contains("CS0103", Assert.Single(Mistakes("var all = Handlers;")));

    [Fact]
    public void A_script_of_comments_only_is_told_so() =>
        Assert.Equal(["scripts/bot.csx:1:1: error: the script has no code"], Mistakes("// to be done\n"));

    [Fact]
    public void A_file_that_is_missing_or_not_text_or_not_UTF8_cannot_be_read()
    {
        Write("scripts/bytes.csx", "\0\0\0\u0001");
        File.WriteAllBytes(Path.Combine(_folder.FullName, "scripts/latin.csx"), [.. "var a = \""u8, 0xE4, .. "\";"u8]);

        foreach (var path in new[] { "scripts/none.csx", "scripts/bytes.csx", "scripts/latin.csx", "scripts" })
        {
            var exception = Assert.Throws<ScriptCompilationException>(() => Compiler().CompileFile(path));
            Assert.StartsWith($"{path}: error: the script cannot be read: ", exception.Message);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ScriptCompiler Compiler() => new(_folder.FullName);

    private IReadOnlyList<string> Mistakes(string text) =>
        Assert.Throws<ScriptCompilationException>(() => Compiler().CompileText("scripts/bot.csx", text)).Mistakes;

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
