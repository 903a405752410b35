using System.Globalization;
using Zhishu.Records;

namespace Zhishu.Search.Postgres;

/// <summary>The order of numbers: by office, then by the year of the application, then by the figures that follow.</summary>
internal static class NumberOrder
{
    private const int YearBits = 10;
    private const int FirstYear = 1600;
    private const int SerialBits = 40;
    private const int SerialFigures = 12;

    /// <summary>The place of a record among others, below 2^60.</summary>
    public static long KeyOf(IpRecord record)
    {
        var (year, serial) = Parts(record);
        var known = Math.Clamp((year ?? (record.FilingDate ?? record.PublicationDate ?? record.GrantDate)?.Year ?? 0) - FirstYear, 0, (1 << YearBits) - 1);
        var figures = string.Concat(serial.Where(char.IsAsciiDigit).Take(SerialFigures));
        return (OfficeKey(record.Office) << (YearBits + SerialBits)) | ((long)known << SerialBits) | (figures.Length == 0 ? 0 : long.Parse(figures, CultureInfo.InvariantCulture));
    }

    // The year that the number itself tells, where it does, and what follows: a divisional application has the number of its own year, whatever day it claims.
    private static (int? Year, string Serial) Parts(IpRecord record)
    {
        if (record.Kind != RecordKind.Patent || RecordNumber.ParsePatent(record.Number) is not { } number)
            return (null, record.Number);
        var normal = number.Normal;
        return number.Form switch
        {
            NumberForm.CnApplication when number.Office == record.Office => (Year(normal[..4]), normal[4..12]),
            NumberForm.CnApplicationOld when number.Office == record.Office => (Century(normal[..2]), normal[2..8]),
            NumberForm.PctApplication when normal.Length > 9 => (Year(normal[5..9]), normal[9..]),
            NumberForm.EpApplication when normal.Length > 4 => (Century(normal[2..4]), normal[4..]),
            _ => (null, normal),
        };
    }

    private static int? Year(string figures) => int.TryParse(figures, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null;

    private static int? Century(string figures) => Year(figures) is { } year ? year < 50 ? 2000 + year : 1900 + year : null;

    private static long OfficeKey(string office)
    {
        long Letter(int place) => place < office.Length && char.IsAsciiLetterUpper(office[place]) ? office[place] - 'A' + 1 : 0;
        return (Letter(0) * 27) + Letter(1);
    }
}
