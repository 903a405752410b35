namespace Zhishu.Records.Standards;

/// <summary>WIPO ST.3: two-letter codes of states, other entities and organisations; and WIPO ST.16: kinds of patent documents.</summary>
internal static class St3
{
    private static readonly HashSet<string> Codes =
    [
        // States and territories of ISO 3166.
        .. ("AD AE AF AG AI AL AM AN AO AR AS AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BQ BR BS BT BV BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ "
            + "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ "
            + "LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
            + "PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW "
            + "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW").Split(' '),

        // Organisations, and states of former times whose documents are still cited.
        .. "AP BX EA EM EP EU GC IB OA QZ WO XN XU XV XX CS DD DL DT SU YU YD ZR BU RH TP UK".Split(' '),
    ];

    /// <summary>Whether a code is in ST.3.</summary>
    public static bool IsOffice(string code) => Codes.Contains(code);

    /// <summary>Whether a kind code has the form of ST.16: a letter of its groups and at most one digit.</summary>
    public static bool IsKindCode(string code) => code.Length is 1 or 2
        && "ABCUYZEFHSTPRMNLWVX".Contains(code[0], StringComparison.Ordinal) && (code.Length == 1 || char.IsAsciiDigit(code[1]));
}
