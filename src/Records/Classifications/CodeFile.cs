using System.Text;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Reads <c>code,parent,level,name_zh,name_en</c> files.</summary>
internal static class CodeFile
{
    public static CodeTree Read(string folder, string file, string name, Bilingual title)
    {
        var path = Path.Combine(folder, file);
        try
        {
            using var stream = File.OpenRead(path);
            var rows = new DelimitedReader(new StreamReader(stream, Encoding.UTF8));
            var nodes = new List<CodeNode>();
            foreach (var row in rows.Rows().Skip(1))
            {
                if (row.Fields.Length != 5 || row.Fault is not null)
                    throw new InvalidDataException($"{file}: line {row.Line}");
                nodes.Add(new(row.Fields[0], row.Fields[1].Length == 0 ? null : row.Fields[1], Bilingual.Of(row.Fields[3], row.Fields[4])));
            }

            return new CodeTree(name, title, nodes);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            throw new HubFaultException("reference.broken", new($"参考数据文件 {path} 缺失或损坏：{e.Message}"), e);
        }
    }
}
