using Zhishu.Foundation;

namespace Zhishu.Search.Query;

/// <summary>Leaves the parser at the first fault; never leaves the module.</summary>
internal sealed class QueryFaultException(int position, int length, string zh, string en, int diagnostic = 10) : Exception(en)
{
    public QueryFault Fault { get; } = new(position, length, new Bilingual(zh, en)) { Diagnostic = diagnostic };
}
