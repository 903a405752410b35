using Zhishu.Identity;

namespace Zhishu.Exchange;

/// <summary>What the audit trail calls the processes of this module.</summary>
internal static class ExchangeLabels
{
    public static void Register()
    {
        ProcessLabels.Add(
        [
            new("source.add", new("source entered|登记采集源")),
            new("source.change", new("修改采集源")),
            new("source.hurry", new("立即采集")),
            new("source.pause", new("暂停采集")),
            new("source.resume", new("恢复采集")),
            new("source.remove", new("移除采集源")),
            new("upload.import", new("file imported|导入文件")),
            new("upload.drop", new("放弃导入的文件")),
            new("licence.close", new("许可列为不转发")),
            new("licence.open", new("许可改为可转发")),
            new("key.make", new("生成接口密钥")),
            new("key.revoke", new("停用接口密钥")),
            new("key.quota", new("调整密钥额度")),
            new("hook.add", new("登记推送")),
            new("hook.remove", new("移除推送")),
        ]);
    }
}
