using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Training.Hosting;

/// <summary>Finds people of an event as they name themselves at the door: by name, code, telephone number or its last four digits.</summary>
internal static class PeopleFinder
{
    public static IQueryable<Registration> Found(this IQueryable<Registration> people, string find)
    {
        if (find.Length == 0)
            return people;
        var (part, code) = (Like.Part(find), CaseCode.Read(find) ?? "");
        var ending = find.Length == 4 && find.All(char.IsAsciiDigit) ? find : null;
        return people.Where(row => row.Code == code || EF.Functions.ILike(row.Name, part, Like.Escape) || row.Phone == find || (ending != null && row.Phone.EndsWith(ending)));
    }

    /// <summary>The last four digits of a telephone number.</summary>
    public static string EndingOf(string phone) => string.Concat(phone.Where(char.IsAsciiDigit).TakeLast(4));
}
