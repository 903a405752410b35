using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Search.Export;

/// <summary>How many records somebody may take away in one file: visitors few, accounts many. Whole collections are among the open data.</summary>
internal sealed class ExportLimit(IOptions<HubOptions> options)
{
    public int Of(HttpContext context) => Origin.HasAccount(context) ? options.Value.ExportRecords : Math.Min(options.Value.GuestExportRecords, options.Value.ExportRecords);

    /// <summary>Why a result is too large for this visitor, or null.</summary>
    public Bilingual? Fault(HttpContext context, long total)
    {
        var most = Of(context);
        if (total <= most)
            return null;
        return Origin.HasAccount(context)
            ? new($"结果有 {total:N0} 条，一次最多导出 {most:N0} 条。请缩小检索范围；全部数据可在“开放数据”下载。")
            : new($"结果有 {total:N0} 条，未登录时一次最多导出 {most:N0} 条。请缩小检索范围，或登录后导出。");
    }
}
