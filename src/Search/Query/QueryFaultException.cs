using Zhishu.Foundation;

namespace Zhishu.Search.Query;

/// <summary>Leaves the parser at the first fault; never leaves the module.</summary>
internal sealed class QueryFaultException(int position, int length, Bilingual text, int diagnostic = 10) : Exception(text.En)
{
    public QueryFault Fault { get; } = new(position, length, text) { Diagnostic = diagnostic };
}
