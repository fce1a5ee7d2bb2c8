using IcqBots.Scripting.Compilation;
using IcqBots.Scripting.Running;

namespace IcqBots.Scripting.Tests;

public class GuardWriterTests
{
    private const string ManyKindsOfCode = """"
        using System.Linq.Expressions;
        using System.Runtime.CompilerServices;

        var log = new List<string>();
        void Say(object? what, [CallerLineNumber] int line = 0) => log.Add($"{line}: {what}");

        // Bodies with an arrow: values, nothing, tasks, references, throws.
        int Twice(int number) => number * 2;
        void Nothing() => Say("nothing");
        async Task LaterAsync() => await Task.Yield();
        async ValueTask<int> LaterToo() => await Task.FromResult(3);
        async Task<T> Same<T>(T value) where T : notnull => await Task.FromResult(value);
        int Throws() => throw new FormatException("thrown");
        int[] numbers = [3, 1, 2];
        ref int First() => ref numbers[0];
        ref readonly int Last() => ref numbers[^1];
        First() = 7;
        await LaterAsync();
        Say($"{Twice(2)} {First()} {Last()} {await LaterToo()} {await Same("x")}");
        Nothing();
        try { Throws(); } catch (FormatException exception) when (exception.Message.Length > 0) { Say(exception.Message); }

        // Lambdas: of every kind, in one another, in interpolated strings, as expression trees, static, with defaults.
        Action act = () => Say("act"); act();
        Func<int, Func<int, int>> add = a => b => a + b; Say(add(1)(2));
        Func<Task> later = async () => await Task.Yield(); await later();
        Func<Task<int>> laterValue = async () => await Task.FromResult(5); Say(await laterValue());
        Func<int> fails = () => throw new FormatException("lambda");
        try { fails(); } catch (FormatException exception) { Say(exception.Message); }
        Expression<Func<int, bool>> tree = number => number > new[] { 1 }.Max(x => x); Say(tree);
        Say(from number in numbers.AsQueryable() where numbers.Any(other => other > number) select number + 1 into next select next);
        Say(string.Join(",", from number in numbers where number > 1 let square = number * number orderby square select square));
        Say($"{string.Join(",", numbers.Select(x => x + 1))} {numbers.Sum(x => { var y = x; while (y > 10) y--; return y; }):D4}");
        Say($$"""{{numbers.Count(x => x > 1)}} {x}""");
        var withDefault = (int x = 5) => x; Say(withDefault());
        var natural = static (ref int x) => ref x; Say(natural(ref numbers[0]));
        Func<object?> nothing = () => null; Func<List<int>> made = () => [1, 2]; Func<(int A, string B)> pair = () => (1, "b");
        Say((nothing(), made().Count, pair().B));
        Predicate<string> empty = string.IsNullOrEmpty; Say(empty(""));
        Say(numbers.OrderBy(x => -x).ThenBy(static x => x).Aggregate(0, (sum, x) => sum * 10 + x));
        EventHandler handler = delegate { Say("event"); }; handler(null, EventArgs.Empty);

        // Loops, jumps and patterns.
        for (int i = 0, j = 10; i < j; i += 3, j--) if (i % 2 == 0) continue; else Say(i);
        foreach (var (key, value) in new Dictionary<string, int> { ["a"] = 1 }) Say(key + value);
        var left = 3; do left--; while (left > 0); Say(left);
        string Kind(object? what)
        {
            switch (what)
            {
                case int and > 5: goto case 1;
                case 1: return "one";
                case string { Length: > 2 } text when text[0] is 'a' or 'b': return text;
                case null: goto default;
                default: return "other";
            }
        }
        Say(Kind(1) + Kind(9) + Kind("abc") + Kind(null) + (left switch { < 0 => "less", 0 => "zero", _ => "more" }));
        int Jump() { var turns = 0; again: turns++; if (turns < 3) goto again; return turns; }
        Say(Jump());
        IEnumerable<int> Up(int to) { for (var i = 0; i < to; i++) { if (i == 2) yield break; yield return i; } }
        async IAsyncEnumerable<int> UpAsync(int to) { for (var i = 0; i < to; i++) { await Task.Yield(); yield return i; } }
        Say(string.Join(",", Up(5)));
        await foreach (var number in UpAsync(2)) Say(number);

        // Spans, stackalloc, arrays.
        int Sum(int count)
        {
            Span<int> some = stackalloc int[count]; Span<int> more = stackalloc[] { 1, 2 }; ReadOnlySpan<int> read = [1, 2, 3];
            foreach (ref var one in some) one = 2;
            var large = new int[count][]; var square = new long[count, count + 1]; uint size = 2; var bytes = new byte[size];
            return some[0] + more[1] + read[2] + large.Length + square.Length + bytes.Length;
        }
        Say(Sum(4));

        // Types.
        Say(new Point(1, 2) { Y = 5 } + new Point(1)); Say(new Point(3)[2]); Say((int)new Point(4));
        Say(new Point(1) == new Point(1)); Say(new Node { Name = " x " }.Name); Say(new Holder().Items.Count); Say(Holder.Shared.Count);
        Say(new Counter(5).Next()); Say(((INamed)new Node { Name = "n" }).Shout()); Say("text".Doubled());
        record Point(int X, int Y = 0)
        {
            private readonly int _sum = Math.Max(X, Y);
            public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);
            public int this[int index] => X * index + _sum;
            public static explicit operator int(Point point) => point.X;
        }
        Say(new Closed(1, 2) == new Closed(1, 2)); Say(new Both<int>(1, 2).Equals(new Both<long>(1, 2))); Say(new Line(1) == new Closed(1, 0));
        Say(new Line(1).GetHashCode() == new Line(1).GetHashCode()); Say(new Named("a") == new Named("b")); Say(new Both<int>(1, 2)); Say(new Pair(1, 2));
        record Line(int X) { }
        sealed record Closed(int X, int Y) : Line(X);
        record Both<T>(T A, T B);
        sealed record @Alone;
        record struct Pair(int A, int B);
        record Named(string Name) { protected virtual Type EqualityContract => typeof(Named); public virtual bool Equals(Named? other) => true; public override int GetHashCode() => 0; }
        interface INamed { string Name { get; } string Shout() => Name.ToUpperInvariant(); }
        class Node : INamed
        {
            public string Name { get => field; set => field = value.Trim(); } = "";
            public Node? Next { get; init; }
        }
        class Holder
        {
            public List<int> Items { get; } = new() { 1, 2 };
            public static readonly List<int> Shared = new(Enumerable.Range(0, 3));
            public Func<int> Later = () => new List<int>().Count;
            private int[] _array = { 1, "ab".Length };
            public long Long = int.Parse("5");
            public Holder() : this(() => 1) => _array[0]++;
            private Holder(Func<int> first) { _array[1] = first(); }
        }
        struct Counter(int start)
        {
            private int _now = start;
            public int Next() => ++_now;
            public event Action? Changed { add { } remove { } }
        }
        static string Doubled(this string text) => text + text;
        """";

    [Fact]
    public async Task Guarded_code_means_what_was_written()
    {
        Assert.Equal(await LogAsync(withGuard: false), await LogAsync(withGuard: true));
    }

    private static async Task<string> LogAsync(bool withGuard)
    {
        var compiler = new ScriptCompiler(AppContext.BaseDirectory, withGuard);
        using var script = new LoadedScript(compiler.CompileText(
            "scripts/many.csx", ManyKindsOfCode + "\nawait SendAsync(1001, string.Join('\\n', log));"));
        var bot = new RecordingBot();
        using var instance = await script.StartAsync(bot, new RecordingEnvironment());
        return Assert.Single(bot.Sent).Text;
    }
}
