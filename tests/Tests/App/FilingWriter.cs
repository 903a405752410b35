using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Zhishu.Foundation;

namespace Zhishu.Tests.App;

/// <summary>Organisations that file one after another through the pages while the hub is killed: each step is tried until it is acknowledged.</summary>
internal sealed partial class FilingWriter(string address, CancellationToken stop)
{
    private static readonly byte[] Paper = [.. "%PDF-1.4 "u8, .. new byte[3000]];
    private static readonly (string Name, string Value)[] Team = [.. Enumerable.Range(0, 3)
        .SelectMany(i => new[] { ("name", $"馆员{i}"), ("post", "馆员"), ("fullTime", "true"), ("text", "从事专利检索与分析工作八年。") })];

    private static readonly (string Part, (string, string)[] Fields)[] Parts =
    [
        ("strengths", [("text", "有检索室三间。")]),
        ("future", [("text", "计划每年服务企业一百家。")]),
        ("team", Team),
        ("conditions", [.. new[] { "legalPerson", "team", "services", "premises" }.SelectMany(id => new[] { ("met", id), ("evidence-" + id, "见附件") })]),
        ("opinion", [("opinion", "材料真实、合法，保障条件已落实。")]),
    ];

    /// <summary>Parts of forms that were acknowledged, by filing.</summary>
    public ConcurrentBag<(Guid Filing, string Part)> Saved { get; } = [];

    /// <summary>Papers that were acknowledged, by filing and name.</summary>
    public ConcurrentBag<(Guid Filing, string Name)> Papers { get; } = [];

    /// <summary>Filings that were acknowledged as handed in.</summary>
    public ConcurrentBag<Guid> HandedIn { get; } = [];

    /// <summary>Steps that were acknowledged.</summary>
    public int Steps => _steps;

    private int _steps;

    /// <summary>Some at once, until it is enough.</summary>
    public Task RunAsync(int writers) => Task.WhenAll(Enumerable.Range(0, writers).Select(async _ =>
    {
        while (!stop.IsCancellationRequested)
            await FileAsync();
    }));

    private async Task FileAsync()
    {
        using var person = new Visitor(new Uri(address));
        string? Place(HttpResponseMessage? answer) => answer?.StatusCode == HttpStatusCode.Redirect ? answer.Headers.Location?.ToString() : null;

        // Somebody and an organisation that nobody has, anew at each try: whether an unanswered try was stored nobody knows.
        if (await TryAsync(() =>
            person.PostAsync("/account/sign-up", [("name", "经办"), ("email", $"f{Guid.NewGuid():N}@a.example"), ("password", People.Password), ("again",
            People.Password)]), Place, "/workbench") is null)
            return;
        var entered = await TryAsync(() => person.PostAsync("/organisations/new",
        [
            ("CreditCode", People.NewCode()), ("Name", $"图书馆{Guid.NewGuid():N}"), ("Kind", "ResearchInstitute"), ("LegalForm", "Institution"),
                ("LegalPerson", "true"), ("Region", "310115"), ("Address", "张江路 1 号"),
            ("Principal", "孙馆长"), ("PrincipalPost", "馆长"), ("Contact", "经办"), ("Phone", "021-55551234"), ("Email", "qian@outlet.example"), ("Audience", "社会公众"),
        ]), Place, "/organisations/");
        if (entered is null)
            return;
        var organisation = Guid.Parse(entered.Split('/')[2]);
        if (await TryAsync(() =>
            person.PostAsync($"/service-items/{organisation}", [("Code", "basic.enquiry"), ("Name", "咨询"), ("Channels", "phone"), ("Free", "true")]), Place, "/service-items/") is null
            || await TryAsync(() => person.PostAsync($"/service-items/{organisation}", [], handler: "Publish"), Place, "/service-items/") is null
            || await TryAsync(() => person.PostAsync("/filings/mine", [("organisation", organisation.ToString()), ("scheme", "provincial")]), Place, "/filings/") is not { } opened)
            return;
        var filing = Guid.Parse(opened.Split('/')[2]);
        foreach (var (part, fields) in Parts)
        {
            if (await TryAsync(() => FormAsync(person, $"/filings/{filing}/form/{part}", fields), Place, "/filings/") is null)
                return;
            Saved.Add((filing, part));
        }

        foreach (var kind in new[] { "filing-rules", "filing-sealed" })
        {
            var name = $"{Guid.NewGuid():N}.pdf";
            if (await TryAsync(() => person.UploadAsync($"/filings/{filing}/form/papers", "File", [("kind", kind)], name, Paper), Place, "/filings/") is null)
                return;
            Papers.Add((filing, name));
        }

        if (await TryAsync(() => FormAsync(person, $"/filings/{filing}", [("act", "Submit")]), Place, "/filings/") is not null)
            HandedIn.Add(filing);
    }

    // The form as its page has it now, with the revision that was seen.
    private static async Task<HttpResponseMessage> FormAsync(Visitor person, string page, (string Name, string Value)[] fields)
    {
        var (_, text) = await person.GetAsync(page);
        return await person.SendAsync(page, [.. fields, ("revision", Revision().Match(text).Groups[1].Value), ("__RequestVerificationToken", Token().Match(text).Groups[1].Value)]);
    }

    /// <summary>Where an acknowledged step leads; null when the time is over, or the step had been stored without an answer and cannot be done again.</summary>
    private async Task<string?> TryAsync(Func<Task<HttpResponseMessage>> step, Func<HttpResponseMessage?, string?> place, string start)
    {
        for (var refusals = 0; !stop.IsCancellationRequested && refusals < 3;)
        {
            try
            {
                using var answer = await step();
                if (place(answer) is { } there && there.StartsWith(start, StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _steps);
                    return there;
                }

                Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadRequest or HttpStatusCode.Conflict
                    or HttpStatusCode.Redirect or HttpStatusCode.NotFound, answer.StatusCode.ToString());
                refusals += answer.StatusCode == HttpStatusCode.ServiceUnavailable ? 0 : 1;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // Killed meanwhile.
            }

            await Task.Delay(50, CancellationToken.None);
        }

        return null;
    }

    /// <summary>What is stored is whole, and has all that was acknowledged.</summary>
    public async Task CheckAsync(HubDatabase database)
    {
        async Task<List<T>> AskAsync<T>(string sql) => [.. await database.QueryAsync<T>(sql, new { }, CancellationToken.None)];
        Assert.Empty(HandedIn.Except(await AskAsync<Guid>("select id from filings.filing where state = 'Submitted'")));
        Assert.Empty(Saved.Except(await AskAsync<(Guid, string)>("select subject_id::uuid, reason from foundation.process where type = 'filing.form'")));
        Assert.Empty(Papers.Except(await AskAsync<(Guid, string)>("select owner_id, name from foundation.file where owner_kind in ('filing-rules', 'filing-sealed') and size > 3000")));

        // Each with its line in the trail, and no line without what it tells of.
        Assert.Equal(0, (await AskAsync<long>("""
            select count(*) from filings.filing f
            where form_revision <> (select count(*) from foundation.process p where p.subject_id = f.id::text and p.type = 'filing.form')
              or (state = 'Submitted')::int <> (select count(*) from foundation.process p where p.subject_id = f.id::text and p.type = 'filing.submit')
              or 1 <> (select count(*) from foundation.process p where p.subject_id = f.id::text and p.type = 'filing.open')
            """))[0]);
        Assert.Equal(await AskAsync<(Guid, string)>("select subject_id::uuid, reason from foundation.process where type = 'filing.file' order by 1, 2"),
            await AskAsync<(Guid, string)>("select owner_id, name from foundation.file where owner_kind like 'filing-%' order by 1, 2"));
        Assert.NotEmpty(HandedIn);
    }

    [GeneratedRegex("name=\"revision\" value=\"(\\d+)\"")]
    private static partial Regex Revision();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
