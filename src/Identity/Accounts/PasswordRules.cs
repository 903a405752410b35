using Microsoft.AspNetCore.Identity;
using Zhishu.Foundation;

namespace Zhishu.Identity.Accounts;

/// <summary>Rules for passwords as in 等保 2.0: eight characters of three classes at least; a notice after 90 days.</summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    public const int Shortest = 8;
    public const int Longest = 128;
    public const int NoticeAfterDays = 90;

    private static readonly string[] Common = ["password", "passw0rd", "qwerty", "abc123", "admin", "zhishu", "12345678", "iloveyou", "welcome"];

    public static Bilingual Text { get; } = new("至少 8 个字符，含大写字母、小写字母、数字、符号中的三种");

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(Check(user.Email ?? "", password ?? "") is { } fault ? IdentityResult.Failed(new IdentityError { Code = "password", Description = fault.ToString() }) : IdentityResult.Success);

    public static Bilingual? Check(string email, string password)
    {
        if (password.Length is < Shortest or > Longest || Classes(password) < 3)
            return Text;
        var name = email.Split('@')[0];
        if (name.Length >= 4 && password.Contains(name, StringComparison.OrdinalIgnoreCase))
            return new("密码不能包含邮箱名");
        return Array.Exists(Common, word => password.StartsWith(word, StringComparison.OrdinalIgnoreCase) && password.Length < word.Length + 4)
            ? new("这个密码太常见，请换一个")
            : null;
    }

    private static int Classes(string password) =>
        (password.Any(char.IsAsciiLetterUpper) ? 1 : 0) + (password.Any(char.IsAsciiLetterLower) ? 1 : 0) + (password.Any(char.IsAsciiDigit) ? 1 : 0)
        + (password.Any(c => !char.IsAsciiLetterOrDigit(c)) ? 1 : 0);
}
