using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Tests;

/// <summary>Strangers who sign up on the pages of a hub, and what tests need of them.</summary>
internal sealed partial class People(OfficeHub hub)
{
    public const string Password = "Right-Horse-9";

    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>A well-formed credit code that nobody has.</summary>
    public static string NewCode()
    {
        var body = "91310115" + string.Concat(Guid.NewGuid().ToByteArray().Take(9).Select(value => Alphabet[value % 31]));
        return body + CreditCode.CheckCharacter(body);
    }

    /// <summary>Signs up as anybody can, and is signed in.</summary>
    public async Task<(Visitor Visitor, string Email)> SignUpAsync(string name = "某人")
    {
        var (visitor, email) = (new Visitor(hub.Address), $"p{Guid.NewGuid():N}@a.example");
        using var answer = await visitor.PostAsync("/account/sign-up", [("name", name), ("email", email), ("password", Password), ("again", Password)]);
        Assert.Equal("/workbench", answer.Headers.Location?.ToString());
        return (visitor, email);
    }

    /// <summary>Enters an organisation as its manager, unconfirmed; gives its identity.</summary>
    public async Task<Guid> EnterAsync(Visitor visitor, string code, string name, string region = "310115")
    {
        using var answer = await visitor.PostAsync("/organisations/new",
            [("CreditCode", code), ("Name", name), ("Kind", "ResearchInstitute"), ("LegalForm", "Institution"), ("LegalPerson", "true"), ("Region", region)]);
        var page = answer.Headers.Location?.ToString();
        Assert.StartsWith("/organisations/", page, StringComparison.Ordinal);
        return Guid.Parse(page!.Split('/')[2]);
    }

    /// <summary>Turns on the second factor as the owner does, with the key that the page shows.</summary>
    public async Task<string> FactorAsync(Visitor visitor)
    {
        var (_, page) = await visitor.GetAsync("/account/second-factor");
        var key = Key().Match(page).Groups[1].Value;
        using var set = await visitor.SendAsync("/account/second-factor", [("code", Totp.CodeAt(key, hub.Clock.Now)), ("__RequestVerificationToken", Token().Match(page).Groups[1].Value)]);
        Assert.Contains("<ul class=\"codes\">", await set.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return key;
    }

    /// <summary>The account of an address.</summary>
    public Task<Guid> IdAsync(string email) => hub.ScalarAsync<Guid>("select id from identity.account where email = @email", new { email });

    /// <summary>Does something with the desk of accounts.</summary>
    public async Task<T> DeskAsync<T>(Func<AccountDesk, Task<T>> work)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<AccountDesk>());
    }

    /// <summary>Signs in with password and, when asked for it, the code of a key.</summary>
    public async Task<Visitor> SignInAsync(string email, string? key = null)
    {
        var visitor = new Visitor(hub.Address);
        using var first = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", Password)]);
        if (key is not null)
        {
            hub.Clock.Now = hub.Clock.Now.AddSeconds(31);
            using var second = await visitor.PostAsync("/account/code", [("code", Totp.CodeAt(key, hub.Clock.Now))]);
            Assert.Equal("/workbench", second.Headers.Location?.ToString());
        }

        return visitor;
    }

    [GeneratedRegex("<code id=\"key\">([A-Z2-7]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
