namespace Zhishu.Index;

/// <summary>A question cost more than it may.</summary>
public sealed class WorkExceededException() : Exception("The question costs more work than it may.");

/// <summary>
/// What one question may cost, counted as it is worked out: about one unit for each entry of a list that is gone through, more where places are compared.
/// A unit is two to eight nanoseconds. Several threads may spend from it.
/// </summary>
/// <param name="units">Most units.</param>
/// <param name="bytes">Most bytes of memory for sets of documents.</param>
public sealed class WorkBudget(long units, long bytes)
{
    private long _spent;
    private long _taken;

    /// <summary>No limit.</summary>
    public static WorkBudget Unlimited => new(long.MaxValue, long.MaxValue);

    /// <summary>Units spent so far.</summary>
    public long Spent => Interlocked.Read(ref _spent);

    /// <summary>Bytes taken and not given back.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Spends before the work is done.</summary>
    /// <exception cref="WorkExceededException">Nothing is left.</exception>
    public void Spend(long work)
    {
        if (Interlocked.Add(ref _spent, work) > units)
            throw new WorkExceededException();
    }

    /// <summary>Takes memory before it is used.</summary>
    /// <exception cref="WorkExceededException">Nothing is left.</exception>
    public void Take(long memory)
    {
        if (Interlocked.Add(ref _taken, memory) > bytes)
            throw new WorkExceededException();
    }

    /// <summary>Gives memory back that is not used any more.</summary>
    public void Give(long memory) => Interlocked.Add(ref _taken, -memory);
}
