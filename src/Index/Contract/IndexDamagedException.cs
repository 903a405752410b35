namespace Zhishu.Index;

/// <summary>The files of an index are missing, broken or of another format: the index must be made anew from what it was made of.</summary>
public sealed class IndexDamagedException : Exception
{
    /// <summary>With what is wrong.</summary>
    public IndexDamagedException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and the error that showed it.</summary>
    public IndexDamagedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
