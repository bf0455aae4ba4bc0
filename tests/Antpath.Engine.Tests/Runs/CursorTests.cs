using Antpath.Engine.Runs;
using CsCheck;

namespace Antpath.Engine.Tests.Runs;

public sealed class CursorTests
{
    [Fact]
    public void Every_place_reads_back()
    {
        Gen.Select(Gen.Guid, Gen.Guid, Gen.Long[0, long.MaxValue], Gen.Long[DateTime.UnixEpoch.Ticks, Cursor.Newest.CreatedAt.Ticks]).Sample((first, second, sequence, ticks) =>
        {
            var run = new RunPlace(new DateTimeOffset(ticks, TimeSpan.Zero), first);
            var output = new OutputPlace(first, second);
            return Cursor.TryRead(Cursor.Of(run), out RunPlace runRead) && runRead == run
                && Cursor.TryRead(Cursor.Of(sequence), out long sequenceRead) && sequenceRead == sequence
                && Cursor.TryRead(Cursor.Of(output), out OutputPlace outputRead) && outputRead == output;
        });
    }

    [Fact]
    public void No_text_makes_reading_throw()
    {
        Gen.String.Sample(text =>
        {
            Cursor.TryRead(text, out RunPlace _);
            Cursor.TryRead(text, out long _);
            Cursor.TryRead(text, out OutputPlace _);
        });
    }

    [Fact]
    public void A_cursor_of_another_list_is_refused()
    {
        var ofEvents = Cursor.Of(5);
        var ofRuns = Cursor.Of(new RunPlace(DateTimeOffset.UnixEpoch, Guid.Empty));

        Assert.False(Cursor.TryRead(ofEvents, out RunPlace _));
        Assert.False(Cursor.TryRead(ofRuns, out long _));
        Assert.False(Cursor.TryRead(ofRuns, out OutputPlace _));
        Assert.False(Cursor.TryRead(ofEvents + "AAAA", out long _));
        Assert.False(Cursor.TryRead(Cursor.Of(-1), out long _));
        Assert.False(Cursor.TryRead("", out long _));
    }

    [Fact]
    public void Cursors_go_into_a_query_string_as_they_are()
    {
        Assert.Matches("^[A-Za-z0-9_-]+$", Cursor.Of(new RunPlace(DateTimeOffset.UnixEpoch.AddYears(60), Guid.AllBitsSet)));
    }
}
