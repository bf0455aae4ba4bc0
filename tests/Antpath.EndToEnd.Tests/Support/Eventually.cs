namespace Antpath.EndToEnd.Tests.Support;

/// <summary>Asks again until the answer is right or the time is over; the last answer is what the test judges.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> right)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (right(answer) || time.GetElapsedTime(began) > Deadline)
                return answer;
            await Task.Delay(Between, time);
        }
    }
}
