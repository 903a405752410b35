using Microsoft.Extensions.DependencyInjection;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Requests.Board;
using Zhishu.Tests.Cases;
using Zhishu.Watch.Themes;

namespace Zhishu.Tests.Services;

/// <summary>The transition tables: every state can be reached, and the docs show them as they are.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class StateTests(OfficeHub hub)
{
    private static readonly IStateMachine[] Filings =
        [FilingLifecycle.Table, LifeLifecycles.Registration, LifeLifecycles.Change, LifeLifecycles.Report, LifeLifecycles.Objection];

    [Fact]
    public void Every_state_can_be_reached()
    {
        using var scope = hub.Services.CreateScope();
        Assert.All([.. Services(scope), .. Filings], machine => Assert.Empty(StatePictures.Unreached(machine)));
    }

    [Fact]
    public async Task The_docs_show_the_states_as_they_are()
    {
        await using var scope = hub.Services.CreateAsyncScope();
        await StatePictures.CheckAsync("services.md", "States of the services", Services(scope));
        await StatePictures.CheckAsync("filing.md", "States of filings", Filings);
    }

    // Kinds of case come from the container by themselves; the others are named until they are kinds.
    private static IStateMachine[] Services(IServiceScope scope) =>
    [
        Post.Table,
        Listing.Table,
        .. scope.ServiceProvider.GetServices<IStateMachine>(),
    ];
}
