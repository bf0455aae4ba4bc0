using Antpath.Emulator.Files;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;

namespace Antpath.Emulator.Sessions;

/// <summary>Makes the files of a finished turn appear in the listing, one after another and late (§11.3).</summary>
internal sealed class OutputShelf(EmulatorState emulator)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan SpreadMax = TimeSpan.FromSeconds(2);

    public void Publish(Session session, Organization organization, Turn turn)
    {
        if (turn.OutputsLateBy is not { } lateBy)
            return;
        session.Produced.AddRange(turn.Outputs);
        TimeSpan lag = emulator.Options.OutputLag + lateBy;
        TimeSpan step = turn.Outputs.Count > 1 && Between * turn.Outputs.Count > SpreadMax ? SpreadMax / turn.Outputs.Count : Between;
        for (int i = 0; i < turn.Outputs.Count; i++)
        {
            OutputFile output = turn.Outputs[i];
            if (lag == TimeSpan.Zero)
                Show(session, organization, output);
            else
                emulator.Scheduler.After(emulator.Paced(lag + (step * i)), () => ShowLater(session, organization, output));
        }
    }

    private void ShowLater(Session session, Organization organization, OutputFile output)
    {
        lock (organization.Gate)
        {
            if (organization.Sessions.TryGet(session.Id, out _)) // deleting a session destroys what it produced (§12.6)
                Show(session, organization, output);
        }
    }

    private void Show(Session session, Organization organization, OutputFile output)
    {
        var file = new StoredFile
        {
            Id = emulator.Ids.Next("file_"),
            Sequence = organization.NextSequence(),
            Filename = output.Filename,
            MimeType = FileNames.MimeType(output.Filename),
            SizeBytes = output.Content.Length,
            CreatedAt = emulator.Now,
            SessionId = session.Id,
            Content = output.Content,
            Defect = output.Defect,
        };
        organization.Files.Add(file, file.HeldBytes);
    }
}
