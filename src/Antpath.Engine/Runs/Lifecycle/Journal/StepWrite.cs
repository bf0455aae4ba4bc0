using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>One effect of a step on the database: one statement. It runs only inside the fenced transaction of <see cref="StepWriter"/>.</summary>
internal abstract record StepWrite
{
    /// <summary>Rows the statement must touch, or null when any number is a legal answer.</summary>
    public virtual int? RowsExpected => 1;

    /// <summary>
    /// Whether it shows that the run gets on, so that claims without progress are counted from nothing again. What only prepares a call does not: a
    /// run whose call kills its worker writes that much each time.
    /// </summary>
    public virtual bool Progress => true;

    /// <summary>The statement with its arguments.</summary>
    /// <param name="lease">Names the run; the fence has already been checked.</param>
    public abstract NpgsqlBatchCommand ToCommand(RunLease lease);

    /// <summary>Tells the metrics of it, once it is durable.</summary>
    public virtual void Measure(AntpathMetrics metrics)
    {
    }

    /// <summary>The vault entry that goes in the same transaction, or null.</summary>
    public virtual SecretReference? Destroys(RunLease lease) => null;
}
