using System.Text.Json;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Antpath.Server.Tests.Hosting;

/// <summary>What is written, whatever somebody logs at whatever level.</summary>
public sealed class ConsoleLogTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public void No_credential_in_a_message_a_value_or_an_exception_is_written(string format)
    {
        var token = ApiTokenText.Create(new ApiTokenId(Guid.CreateVersion7())).Reveal();
        var key = Submissions.ApiKey;
        var bearer = new string('q', 40);
        string[] secrets = [token, key, bearer];
        var formatters = Formatters(format);

        Assert.True(formatters.Count >= 3, "the formatters were not found");
        foreach (var formatter in formatters)
        {
            foreach (var level in Enum.GetValues<LogLevel>().Where(l => l != LogLevel.None))
            {
                var line = Write(formatter, level, $"Authorization: Bearer {bearer} for {token}\n{token}", new InvalidOperationException($"x-api-key: {key}", new IOException($"\"{token}\"")));

                Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
                Assert.Contains("[redacted]", line, StringComparison.Ordinal);
                Assert.Contains("after-it", line, StringComparison.Ordinal);
                if (formatter.Name == ConsoleFormatterNames.Json)
                    Assert.Equal(level.ToString(), JsonDocument.Parse(line).RootElement.GetProperty("LogLevel").GetString());
            }
        }
    }

    [Fact]
    public void A_long_line_stays_whole()
    {
        var formatter = Formatters("json").Single(f => f.Name == ConsoleFormatterNames.Json);

        var line = Write(formatter, LogLevel.Error, new string('m', 50_000), new InvalidOperationException("end of it"));

        Assert.Contains(new string('m', 50_000), line, StringComparison.Ordinal);
        Assert.Contains("end of it", line, StringComparison.Ordinal);
    }

    private static List<ConsoleFormatter> Formatters(string format)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Antpath:Log:Format"] = format;
        builder.Configuration["Antpath:Log:Level"] = "trace";
        builder.AddConsoleLog();
        return [.. builder.Services.BuildServiceProvider().GetServices<ConsoleFormatter>()];
    }

    private static string Write(ConsoleFormatter formatter, LogLevel level, string message, Exception exception)
    {
        using var written = new StringWriter();
        var state = new Dictionary<string, object?> { ["{OriginalFormat}"] = "{Text}", ["Text"] = message }.ToList();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "category", new Microsoft.Extensions.Logging.EventId(1), state, exception, (_, _) => $"{message} after-it");
        formatter.Write(in entry, null, written);
        return written.ToString();
    }
}
