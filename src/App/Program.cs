using System.CommandLine;
using Zhishu.App;
using Zhishu.App.Commands;
using Zhishu.Foundation;

Terminal.UseLanguageOfShell();
var root = new RootCommand(Lang.T("知枢：知识产权信息公共服务枢纽"))
{
    ServeCommand.Create(),
    ImportCommand.Create(),
    HarvestCommand.Create(),
    ReindexCommand.Create(),
    TakeBackCommand.Create(),
    OpenDataCommand.Create(),
    ExportCommand.Create(),
    SearchCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    UpgradeDatabaseCommand.Create(),
    SynonymsCommand.Create(),
    TermsCommand.Create(),
    ApplicantsCommand.Create(),
    ThemesCommand.Create(),
    DemoCommand.Create(),
    UserCommand.Create(),
    AuditCommand.Create(),
    ComponentsCommand.Create(),
};
HubSettings.AddTo(root);
return await Terminal.RunAsync(root, args);
