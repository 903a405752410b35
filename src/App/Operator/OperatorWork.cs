using Zhishu.Identity;

namespace Zhishu.App.Operator;

/// <summary>What an administrator sets up, on the workbench.</summary>
internal sealed class OperatorWork : IWorkbenchPart
{
    public Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct) => Task.FromResult<WorkbenchContent>(person.Has(Duty.Administrator)
        ? new([], [], [], [new(50, "/operator", new("站点设置")), new(52, "/words", new("检索用词")), new(54, "/imports", new("数据入库")), new(64, "/loops", new("后台工作"))])
        : new([], [], [], []));
}
