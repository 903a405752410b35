using System.CommandLine;
using Zhishu.App;
using Zhishu.App.Commands;

Terminal.UseLanguageOfShell();
var root = new RootCommand(Terminal.Text("知枢：知识产权信息公共服务枢纽", "Zhishu: a hub for intellectual-property information services"))
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
    ApplicantsCommand.Create(),
    ThemesCommand.Create(),
    DemoCommand.Create(),
    UserCommand.Create(),
    AuditCommand.Create(),
    ComponentsCommand.Create(),
};
HubSettings.AddTo(root);
return await Terminal.RunAsync(root, args);
