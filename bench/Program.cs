using System.Globalization;
using Zhishu.Bench;
using Zhishu.Records;

// generate FILE [N]        writes N patents (1,000,000)
// relevance [N]            measures known-item retrieval over N patents (50,000)
// similar [N] [FILE]       measures similar records: topics among N patents (20,000), or real records in a file
// strategies [N]           measures strategies of 2,000 words and 5,000 numbers over N patents (100,000)
// index [N …]              measures the search index beside Lucene over N patents (1,000,000)
// concurrency [N]          measures the index under 1 to 8 clients while records are added (1,000,000)
// kills [N]                kills a process that follows a feed N times (200); the index must open and be whole each time
// fuzz [MINUTES]           compares random indexes and questions with a naive scan (10 minutes)
// damage [MINUTES]         damages the files of random indexes under their readers and asks them (10 minutes)
// growth [N …]             measures how the search index grows (100,000 to 3,000,000)
// load [MINUTES] [USERS]   measures a hub under users who search, look for outlets and ask (5 minutes, 200)
// worst [N] [MINUTES] [FOLDER] looks for the most expensive request without an account at N records (1,000,000, 20 minutes); the folder keeps the records for another run
// fulltext [N]             the index beside Lucene with descriptions (100,000)
// week [N]                 imports a generated week of the national packages of N documents (10,000)
// fidelity FOLDER          compares real documents field by field with what is read of them
// import [N …]             measures the import of N patents (100,000 and 1,000,000)
// pictures [N] [ASKED] [PEERS] looks for generated marks and views, changed in six ways, among N (2,000, all of them, the peers over 300)
// pictures-middle FILE [N] makes src/Pictures/Features/middle.txt from N others (1,000)
// vectors [N]              compares one look with N others (1,000,000)
// glyphs FILE              makes data/text/lookalikes.txt
// schemas FOLDER           validates the demo set as ST.96 against the schemas of WIPO in a folder
// harvest [N]              measures how fast one hub harvests N patents from another, beside importing them (100,000)
var reference = new ReferenceData(Path.Combine(AppContext.BaseDirectory, "data"));
int[] Counts(IEnumerable<string> from, params int[] none) => from.Select(text => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))
    .ToArray() is { Length: > 0 } given ? given : none;
switch (args)
{
    case ["generate", var file, .. var count]:
        await Corpus.WriteAsync(file, reference, Counts(count, 1_000_000)[0]);

        return 0;
    case ["import", .. var counts]:
        foreach (var count in Counts(counts, 100_000, 1_000_000))
            await ImportBench.RunAsync(reference, count);
        return 0;
    case ["pictures", .. var counts]:
        var (pictures, asked, peers) = (Counts(counts, 2000)[0], Counts(counts.Skip(1), 2000)[0], Counts(counts.Skip(2), 300)[0]);
        PictureBench.Run(reference, pictures, Math.Min(asked, pictures), peers);
        return 0;
    case ["pictures-middle", var file, .. var count]:
        PictureBench.WriteMiddle(reference, file, Counts(count, 1000)[0]);
        return 0;
    case ["vectors", .. var count]:
        VectorBench.Run(Counts(count, 1_000_000)[0]);
        return 0;
    case ["glyphs", var file]:
        GlyphTable.Write(Path.Combine(reference.Folder, "fonts"), file);
        return 0;
    case ["schemas", var folder]:
        return SchemaCheck.Run(reference, folder);
    case ["harvest", .. var count]:
        await HarvestBench.RunAsync(reference, Counts(count, 100_000)[0]);
        return 0;
    case ["relevance", .. var count]:
        await RelevanceBench.RunAsync(reference, Counts(count, 50_000)[0]);
        return 0;
    case ["similar", .. var rest]:
        await SimilarBench.RunAsync(reference, Counts(rest.Take(1), 20_000)[0], rest.Skip(1).FirstOrDefault());
        return 0;
    case ["strategies", .. var count]:
        await StrategyBench.RunAsync(reference, Counts(count, 100_000)[0]);
        return 0;
    case ["kill-child", var folder]:
        IndexKills.RunChild(folder);
        return 0;
    case ["kills", .. var count]:
        IndexFaults.Kills(Counts(count, 200)[0]);
        return 0;
    case ["fuzz", .. var minutes]:
        IndexFaults.Fuzz(TimeSpan.FromMinutes(Counts(minutes, 10)[0]));
        return 0;
    case ["damage", .. var minutes]:
        IndexFaults.Damage(TimeSpan.FromMinutes(Counts(minutes, 10)[0]));
        return 0;
    case ["concurrency", .. var count]:
        await ConcurrencyBench.RunAsync(reference, Counts(count, 1_000_000)[0]);
        return 0;
    case ["growth", .. var counts]:
        await GrowthBench.RunAsync(reference, Counts(counts, 100_000, 300_000, 1_000_000, 3_000_000));
        return 0;
    case ["load", .. var counts]:
        return await LoadBench.RunAsync(TimeSpan.FromMinutes(Counts(counts, 5)[0]), Counts(counts.Skip(1), 200)[0]);
    case ["fidelity", var folder]:
        return await Fidelity.RunAsync(reference, folder);
    case ["week", .. var count]:
        await WeekBench.RunAsync(reference, Counts(count, 10_000)[0]);
        return 0;
    case ["worst", .. var rest]:
        var sizes = Counts(rest.Take(2), 1_000_000);
        return await WorstBench.RunAsync(reference, sizes[0], TimeSpan.FromMinutes(sizes.Length > 1 ? sizes[1] : 20), rest.Length > 2 ? rest[2] : null);
    case ["fulltext", .. var count]:
        await IndexBench.RunAsync(reference, Counts(count, 100_000)[0], fullText: true);
        return 0;
    case ["index", .. var counts]:
        foreach (var count in Counts(counts, 1_000_000))
            await IndexBench.RunAsync(reference, count);
        return 0;
    default:
        Console.Error.WriteLine(
            "bench generate FILE [N] | bench index [N …] | bench fulltext [N] | bench growth [N …] | bench concurrency [N] | bench kills [N] | bench fuzz "
            + "[MINUTES] | bench damage [MINUTES] | bench load [MINUTES] [USERS] | bench worst [N] [MINUTES] [FOLDER] | bench week [N] | bench fidelity "
            + "FOLDER | bench import [N …] | bench harvest [N] | bench schemas FOLDER | bench relevance [N] | bench similar [N] [FILE] | bench strategies [N] "
            + "| bench pictures [N] [ASKED] [PEERS] | bench pictures-middle FILE [N] | bench vectors [N] | bench glyphs FILE");
        return 2;
}
