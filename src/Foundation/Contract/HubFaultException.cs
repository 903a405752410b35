namespace Zhishu.Foundation;

/// <summary>
/// The machine or the installation stands in the way (no rights, no disk, no binaries, folder in use).
/// The message is written for the person who runs the hub and says what to do.
/// </summary>
public sealed class HubFaultException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="code">Stable code, for scripts: <c>folder.locked</c>, <c>disk.full</c> …</param>
    /// <param name="message">What happened and what to do, in both languages.</param>
    /// <param name="inner">The cause, or null.</param>
    public HubFaultException(string code, Bilingual message, Exception? inner = null)
        : base(message.ToString(), inner) => (Code, Text) = (code, message);

    /// <summary>Stable code of the fault.</summary>
    public string Code { get; }

    /// <summary>The message in both languages.</summary>
    public Bilingual Text { get; }
}
