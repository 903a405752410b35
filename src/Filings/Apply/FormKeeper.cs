using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Filings.Apply;

/// <summary>Fills a new form from what the hub knows, and saves its parts.</summary>
internal sealed class FormKeeper(NetworkRegister register, ServiceItems items, Regions regions)
{
    /// <summary>A form with the facts, the team and the service items as they are now; a renewal begins with the texts of the filing before.</summary>
    public async Task<FilingForm> BeginAsync(Organisation organisation, Scheme scheme, FilingForm? former, CancellationToken ct)
    {
        var staff = await register.StaffAsync(organisation.Id, ct);
        var form = former ?? new FilingForm();
        return form with
        {
            Facts = await FactsAsync(organisation, scheme, ct),
            People = [.. staff.Take(100).Select(member => new FormPerson { Name = member.Name, Post = member.Post, FullTime = member.FullTime, Text = member.Introduction })],
            Opinion = "",
        };
    }

    /// <summary>The facts as the register has them now.</summary>
    public async Task<FormFacts> FactsAsync(Organisation organisation, Scheme scheme, CancellationToken ct)
    {
        var published = await items.PublishedAsync(organisation.Id, ct);
        return new()
        {
            Name = organisation.Name,
            CreditCode = organisation.CreditCode,
            Kind = organisation.Kind.Label().Zh,
            LegalForm = organisation.LegalForm.Label().Zh,
            Address = string.Concat(regions.NamesOf(organisation.Region).Select(name => name.Zh)) + organisation.Address,
            PlatformName = organisation.PlatformName,
            PlatformUrl = organisation.PlatformUrl,
            Principal = organisation.Principal,
            PrincipalPost = organisation.PrincipalPost,
            Contact = organisation.Contact,
            ContactPost = organisation.ContactPost,
            Phone = organisation.Phone,
            Email = organisation.Email,
            Audience = organisation.Audience,
            ServiceItems = string.Join('、', published?.Items.Select(item => item.Name) ?? []),
            RecommenderName = OfficeNames.Of(scheme.RecommenderOf(organisation.Region, organisation.Sector), regions).Zh,
        };
    }

    /// <summary>Takes one part of the form as sent; texts are cleaned and cut at their limits nowhere: what is too long is told, not lost.</summary>
    public static (FilingForm Form, Bilingual? Fault) Take(FilingForm form, Scheme scheme, string part, IReadOnlyDictionary<string, string[]> sent)
    {
        string One(string key) => sent.TryGetValue(key, out var values) && values.Length > 0 ? SafeText.Clean(values[0]).ReplaceLineEndings("\n").Trim() : "";
        string[] Many(string key) => sent.TryGetValue(key, out var values) ? [.. values.Select(value => SafeText.Clean(value).ReplaceLineEndings("\n").Trim())] : [];
        switch (part)
        {
            case "team":
                var (names, posts, times, texts) = (Many("name"), Many("post"), Many("fullTime"), Many("text"));
                if (names.Length > 100 || posts.Length != names.Length || times.Length != names.Length || texts.Length != names.Length)
                    return (form, new("人员表不完整或超过 100 人"));
                var people = Enumerable.Range(0, names.Length)
                    .Select(i => new FormPerson { Name = names[i], Post = posts[i], FullTime = times[i] != "false", Text = texts[i] })
                    .Where(person => person.Name.Length > 0 || person.Text.Length > 0).ToList();
                if (people.Exists(person => person.Name.Length > 40 || person.Post.Length > 60 || person.Text.Length > Longest(scheme.PersonMost)))
                    return (form, new($"姓名不超过 40 字，职务不超过 60 字，经历不超过 {scheme.PersonMost} 字"));
                return (form with { People = people }, null);
            case "cases":
                var (titles, whens, stories) = (Many("title"), Many("when"), Many("text"));
                if (titles.Length > scheme.CasesTo || whens.Length != titles.Length || stories.Length != titles.Length)
                    return (form, new($"案例不超过 {scheme.CasesTo} 个"));
                var cases = Enumerable.Range(0, titles.Length).Select(i => new FormCase { Title = titles[i], When = whens[i], Text = stories[i] })
                    .Where(item => item.Title.Length > 0 || item.Text.Length > 0).ToList();
                if (cases.Exists(item => item.Title.Length > 100 || item.When.Length > 60 || item.Text.Length > Longest(scheme.CaseMost)))
                    return (form, new($"案例名称不超过 100 字，内容不超过 {scheme.CaseMost} 字"));
                return (form with { Cases = cases }, null);
            case "conditions":
                var met = Many("met").ToHashSet();
                var answers = scheme.Conditions.ToDictionary(condition => condition.Id, condition => new FormAnswer(met.Contains(condition.Id), One("evidence-" + condition.Id)));
                return answers.Values.Any(answer => answer.Evidence.Length > 1000)
                    ? (form, new("每条依据不超过 1000 字"))
                    : (form with { Answers = answers }, null);
            case "opinion":
                var opinion = One("opinion");
                return opinion.Length > 1000 ? (form, new("意见不超过 1000 字")) : (form with { Opinion = opinion }, null);
            default:
                var section = scheme.Sections.FirstOrDefault(row => row.Id == part);
                if (section is null)
                    return (form, new("没有这一部分"));
                var text = One("text");
                return text.Length > Longest(section.Most)
                    ? (form, new($"不超过 {section.Most} 字"))
                    : (form with { Sections = form.Sections.Where(pair => pair.Key != part).Append(new(part, text)).ToDictionary(pair => pair.Key, pair => pair.Value) }, null);
        }
    }

    /// <summary>Longest text that is kept: blanks do not count against the limit, so some more than it.</summary>
    public static int Longest(int most) => most + (most / 4) + 100;
}
