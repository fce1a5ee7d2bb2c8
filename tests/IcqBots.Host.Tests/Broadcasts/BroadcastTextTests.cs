using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using IcqBots.Host.Broadcasts;
using IcqBots.Testing;

namespace IcqBots.Host.Tests.Broadcasts;

public sealed class BroadcastTextTests
{
    private static readonly BroadcastOrder _order = new("test", []) { TextFrom = new Uri("https://example.org/news") };

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task What_an_address_answers_is_sent_as_it_is() =>
        Assert.Equal(("Hello {nick}\nand you", false), await GetAsync(_ => Answer("\r\nHello {nick}\r\nand you \n")));

    [Fact]
    public async Task An_address_that_does_not_answer_is_not_waited_for()
    {
        var getting = GetAsync(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return new HttpResponseMessage();
        });

        Assert.False(getting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));

        await AssertFailsAsync("https://example.org/news does not answer within 10 s", getting);
    }

    [Fact]
    public async Task An_answer_that_is_no_text_for_people_is_a_failure()
    {
        await AssertFailsAsync("https://example.org/news has no text", GetAsync(_ => Answer(" \n")));
        await AssertFailsAsync(
            "https://example.org/news answers 404 Not Found", GetAsync(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound))));
        await AssertFailsAsync(
            "https://example.org/news cannot be fetched: no such host", GetAsync(_ => throw new HttpRequestException("no such host")));
        await AssertFailsAsync("the text has 8001 characters; a broadcast has 8000 at the most", GetAsync(_ => Answer(new string('a', 8001))));
        await AssertFailsAsync("https://example.org/news is larger than 64 KB, the most that is read", GetAsync(_ => Answer(new string('a', 70_000))));
        await AssertFailsAsync("https://example.org/news is no text in utf-8, as which it was sent", GetAsync(_ => Answer([0xCF, 0xF0], null)));
        await AssertFailsAsync("https://example.org/news is in a character set that is not known: klingon", GetAsync(_ => Answer([0x61], "klingon")));
    }

    [Fact]
    public async Task Why_an_address_cannot_be_fetched_is_told()
    {
        var certificate = new HttpRequestException("see inner exception", new AuthenticationException("the certificate is invalid"));

        await AssertFailsAsync("https://example.org/news cannot be fetched: the certificate is invalid", GetAsync(_ => throw certificate));
        await AssertFailsAsync("https://example.org/news cannot be fetched: no such host name", GetAsync(_ => throw new UriFormatException("no such host name")));
    }

    [Fact]
    public async Task An_address_may_answer_in_an_old_code_page() =>
        Assert.Equal(("Привет", false), await GetAsync(_ => Answer([0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], "\"windows-1251\"")));

    [Fact]
    public async Task Secrets_of_an_address_are_in_no_report()
    {
        var order = _order with { TextFrom = new Uri("https://anna:secret@example.org:8443/news?token=secret") };

        await AssertFailsAsync("https://example.org:8443/news?… has no text", GetAsync(_ => Answer(""), order));
        await AssertFailsAsync(
            "https://example.org:8443/news?… cannot be fetched: no such host", GetAsync(_ => throw new HttpRequestException("no such host"), order));
    }

    private static Task<HttpResponseMessage> Answer(string text) => Task.FromResult(new HttpResponseMessage { Content = new StringContent(text) });

    private static Task<HttpResponseMessage> Answer(byte[] bytes, string? charset) => Task.FromResult(new HttpResponseMessage
    {
        Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = charset } } },
    });

    private static async Task AssertFailsAsync(string message, Task<(string, bool)> getting) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<IOException>(() => getting.WaitAsync(TimeSpan.FromSeconds(10)))).Message);

    private async Task<(string Text, bool IsTemplate)> GetAsync(Func<CancellationToken, Task<HttpResponseMessage>> answer, BroadcastOrder? order = null)
    {
        using var http = new HttpClient(new Web(answer)) { Timeout = Timeout.InfiniteTimeSpan };
        return await new BroadcastText(http, "", _time).GetAsync(order ?? _order, CancellationToken.None);
    }

    private sealed class Web(Func<CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(cancellationToken);
    }
}
