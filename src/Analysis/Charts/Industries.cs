using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Analysis.Charts;

/// <summary>
/// From IPC to the divisions of GB/T 4754-2017 by a table that can be replaced: <c>data/classifications/ipc-industry.csv</c> with the columns
/// <c>ipc,industry,basis</c>; the longest IPC symbol that fits counts.
/// </summary>
internal sealed class Industries
{
    private readonly Dictionary<string, string> _byIpc = [];

    public Industries(ReferenceData reference)
    {
        var path = Path.Combine(reference.Folder, "classifications", "ipc-industry.csv");
        try
        {
            foreach (var line in File.ReadLines(path).Skip(1))
            {
                var cells = line.Split(',');
                if (cells.Length >= 2)
                    _byIpc[cells[0]] = cells[1];
            }
        }
        catch (IOException e)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }

    /// <summary>The division of an IPC symbol, or null.</summary>
    public string? Of(string symbol)
    {
        for (var length = Math.Min(symbol.Length, 8); length >= 3; length--)
        {
            if (_byIpc.TryGetValue(symbol[..length], out var industry))
                return industry;
        }

        return null;
    }
}
