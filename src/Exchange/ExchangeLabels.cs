using Zhishu.Identity;

namespace Zhishu.Exchange;

/// <summary>What the audit trail calls the processes of this module.</summary>
internal static class ExchangeLabels
{
    public static void Register()
    {
        ProcessLabels.Add(
        [
            new("source.add", new("登记采集源", "source entered")),
            new("source.change", new("修改采集源", "source changed")),
            new("source.hurry", new("立即采集", "harvested at once")),
            new("source.pause", new("暂停采集", "harvesting paused")),
            new("source.resume", new("恢复采集", "harvesting resumed")),
            new("source.remove", new("移除采集源", "source removed")),
            new("upload.import", new("导入文件", "file imported")),
            new("upload.drop", new("放弃导入的文件", "file to import dropped")),
            new("licence.close", new("许可列为不转发", "licence closed")),
            new("licence.open", new("许可改为可转发", "licence opened")),
            new("key.make", new("生成接口密钥", "API key made")),
            new("key.revoke", new("停用接口密钥", "API key taken back")),
            new("key.quota", new("调整密钥额度", "quota of a key set")),
            new("hook.add", new("登记推送", "webhook entered")),
            new("hook.remove", new("移除推送", "webhook removed")),
        ]);
    }
}
