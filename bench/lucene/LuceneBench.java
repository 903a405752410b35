import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.PriorityQueue;
import org.apache.lucene.analysis.*;
import org.apache.lucene.analysis.tokenattributes.*;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.spans.*;
import org.apache.lucene.store.*;
import org.apache.lucene.util.*;

/**
 * The peer: Lucene over the same analysed texts, with the same fields, asked the same questions. It reads commands from its input:
 * BUILD corpus folder | OPEN folder | Q mode question, and answers each with one line.
 */
public final class LuceneBench {
    static final String[] FACETS = {"applicant", "ipc", "region", "year", "status"};
    static final int TOP = 20;
    static IndexSearcher searcher;
    static LeafReader leaf;

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
        for (String line; (line = in.readLine()) != null;) {
            String[] words = line.split("\t");
            switch (words[0]) {
                case "BUILD" -> out.println(build(words[1], words[2]));
                case "OPEN" -> out.println(open(words[1]));
                case "Q" -> out.println(ask(words[1], words[2]));
                default -> out.println("?");
            }
        }
    }

    static String build(String corpus, String folder) throws Exception {
        long start = System.nanoTime();
        int count = 0;
        double plain;
        try (Directory directory = new MMapDirectory(Paths.get(folder));
             BufferedReader reader = Files.newBufferedReader(Paths.get(corpus), StandardCharsets.UTF_8)) {
            IndexWriterConfig config = new IndexWriterConfig(new PairAnalyzer());
            config.setRAMBufferSizeMB(256);
            config.setUseCompoundFile(false);
            try (IndexWriter writer = new IndexWriter(directory, config)) {
                for (String line; (line = reader.readLine()) != null; count++)
                    writer.addDocument(document(line.split("\t")));
                writer.commit();
                while (writer.hasPendingMerges())
                    Thread.sleep(5);
                plain = (System.nanoTime() - start) / 1e9;
                writer.forceMerge(1);
            }
        }
        long bytes = 0;
        for (File file : new File(folder).listFiles())
            bytes += file.length();
        return plain + "\t" + (System.nanoTime() - start) / 1e9 + "\t" + bytes + "\t" + count;
    }

    static Document document(String[] cells) {
        Document document = new Document();
        document.add(new StringField("id", cells[0], Field.Store.YES));
        document.add(new TextField("title", cells[1], Field.Store.NO));
        document.add(new TextField("abstract", cells[2], Field.Store.NO));
        facet(document, "applicant", cells[3]);
        for (String ipc : cells[4].split(";")) {
            document.add(new StringField("ipc", ipc, Field.Store.NO));
            document.add(new SortedSetDocValuesField("ipc", new BytesRef(ipc)));
        }
        facet(document, "region", cells[5]);
        facet(document, "year", cells[7]);
        facet(document, "status", cells[8]);
        for (String inventor : cells[9].split(";"))
            document.add(new StringField("inventor", inventor, Field.Store.NO));
        for (String symbol : cells[10].split(";"))
            document.add(new StringField("symbol", symbol, Field.Store.NO));
        int day = Integer.parseInt(cells[11]);
        document.add(new IntPoint("day", day));
        document.add(new NumericDocValuesField("day", day));
        if (cells.length > 12)
            document.add(new TextField("description", cells[12], Field.Store.NO));
        return document;
    }

    static void facet(Document document, String field, String value) {
        document.add(new StringField(field, value, Field.Store.NO));
        document.add(new SortedDocValuesField(field, new BytesRef(value)));
    }

    static String open(String folder) throws Exception {
        DirectoryReader reader = DirectoryReader.open(new MMapDirectory(Paths.get(folder)));
        searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null); // every question is worked out
        leaf = reader.leaves().get(0).reader();
        return reader.leaves().size() + " segments";
    }

    /** Nanoseconds of the quicker of two ways of collecting, each tried twice, and the number of hits. */
    static String ask(String mode, String question) throws Exception {
        Query query = parse(question);
        long best = Long.MAX_VALUE;
        int total = 0;
        for (int way = 0; way < 4; way++) {
            long start = System.nanoTime();
            total = mode.equals("facets") ? facets(query, way % 2 == 0) : top(query, mode.equals("date"), way % 2 == 0);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best + "\t" + total;
    }

    /** The page and the total: counted apart, so that the search may pass over what cannot be among the best, or both in one pass. */
    static int top(Query query, boolean byDate, boolean apart) throws IOException {
        int total = apart ? searcher.count(query) : 0;
        int threshold = apart ? 1 : Integer.MAX_VALUE;
        TopDocsCollector<?> collector = byDate
            ? TopFieldCollector.create(new Sort(new SortField("day", SortField.Type.INT, true)), TOP, threshold)
            : TopScoreDocCollector.create(TOP, threshold);
        searcher.search(query, collector);
        TopDocs found = collector.topDocs();
        load(found);
        return apart ? total : (int) found.totalHits.value;
    }

    /** The page and five facets, in one pass or in two. */
    static int facets(Query query, boolean apart) throws IOException {
        FixedBitSet hits = new FixedBitSet(leaf.maxDoc());
        TopScoreDocCollector collector = TopScoreDocCollector.create(TOP, apart ? 1 : Integer.MAX_VALUE);
        if (apart) {
            searcher.search(query, new Gatherer(hits));
            searcher.search(query, collector);
        } else {
            searcher.search(query, MultiCollector.wrap(new Gatherer(hits), collector));
        }
        load(collector.topDocs());
        for (String field : FACETS)
            best(counts(field, hits));
        return hits.cardinality();
    }

    static void load(TopDocs top) throws IOException {
        for (ScoreDoc hit : top.scoreDocs)
            searcher.doc(hit.doc).get("id");
    }

    static int[] counts(String field, FixedBitSet hits) throws IOException {
        SortedDocValues single = DocValues.unwrapSingleton(DocValues.getSortedSet(leaf, field));
        DocIdSetIterator documents = new BitSetIterator(hits, 0);
        if (single != null) {
            int[] counts = new int[single.getValueCount()];
            for (int doc; (doc = documents.nextDoc()) != DocIdSetIterator.NO_MORE_DOCS;)
                if (single.advanceExact(doc))
                    counts[single.ordValue()]++;
            return counts;
        }
        SortedSetDocValues several = DocValues.getSortedSet(leaf, field);
        int[] counts = new int[(int) several.getValueCount()];
        for (int doc; (doc = documents.nextDoc()) != DocIdSetIterator.NO_MORE_DOCS;)
            if (several.advanceExact(doc))
                for (long ord; (ord = several.nextOrd()) != SortedSetDocValues.NO_MORE_ORDS;)
                    counts[(int) ord]++;
        return counts;
    }

    static int best(int[] counts) {
        PriorityQueue<Integer> best = new PriorityQueue<>();
        for (int count : counts) {
            if (count > 0 && (best.size() < TOP || count > best.peek())) {
                best.add(count);
                if (best.size() > TOP)
                    best.poll();
            }
        }
        return best.size();
    }

    static final class Gatherer extends SimpleCollector {
        final FixedBitSet hits;

        Gatherer(FixedBitSet hits) {
            this.hits = hits;
        }

        @Override public void collect(int doc) {
            hits.set(doc);
        }

        @Override public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }

    /** Postfix: T field text, V field value, X field prefix, R field from to, & and |, each with how many, ! without, * all, O so many texts of which one, N distance ordered of two texts. */
    static Query parse(String question) {
        Deque<Query> stack = new ArrayDeque<>();
        for (String token : question.split(" ")) {
            String[] parts = token.split(":");
            switch (parts[0]) {
                case "*" -> stack.push(new MatchAllDocsQuery());
                case "T" -> stack.push(text(parts[1], parts[2]));
                case "V" -> stack.push(new ConstantScoreQuery(new TermQuery(new Term(parts[1], parts[2]))));
                case "X" -> stack.push(new PrefixQuery(new Term(parts[1], parts[2])));
                case "R" -> stack.push(IntPoint.newRangeQuery(parts[1], Integer.parseInt(parts[2]), Integer.parseInt(parts[3])));
                case "O" -> {
                    SpanQuery[] any = new SpanQuery[Integer.parseInt(parts[1])];
                    for (int i = any.length; i > 0; i--)
                        any[i - 1] = span(stack.pop());
                    stack.push(new SpanOrQuery(any));
                }
                case "N" -> {
                    // A term covers two characters but one place: the gap behind it is one wider.
                    SpanQuery right = span(stack.pop()), left = span(stack.pop());
                    stack.push(new SpanNearQuery(new SpanQuery[] {left, right}, Integer.parseInt(parts[1]) + 1, parts[2].equals("1")));
                }
                case "!" -> {
                    Query not = stack.pop();
                    stack.push(new BooleanQuery.Builder().add(stack.pop(), BooleanClause.Occur.MUST).add(not, BooleanClause.Occur.MUST_NOT).build());
                }
                default -> {
                    BooleanQuery.Builder all = new BooleanQuery.Builder();
                    for (int i = Integer.parseInt(parts[1]); i > 0; i--) {
                        Query part = stack.pop();
                        boolean scores = part instanceof TermQuery || part instanceof PhraseQuery || part instanceof BooleanQuery;
                        all.add(part, parts[0].equals("|") ? BooleanClause.Occur.SHOULD : scores ? BooleanClause.Occur.MUST : BooleanClause.Occur.FILTER);
                    }
                    stack.push(all.build());
                }
            }
        }
        return stack.pop();
    }

    static SpanQuery span(Query query) {
        if (query instanceof SpanQuery span)
            return span;
        if (query instanceof TermQuery one)
            return new SpanTermQuery(one.getTerm());
        Term[] terms = ((PhraseQuery) query).getTerms();
        SpanQuery[] spans = new SpanQuery[terms.length];
        for (int i = 0; i < terms.length; i++)
            spans[i] = new SpanTermQuery(terms[i]);
        return new SpanNearQuery(spans, 0, true);
    }

    static Query text(String field, String text) {
        if (text.length() == 2)
            return new TermQuery(new Term(field, text));
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        for (int i = 0; i + 1 < text.length(); i++)
            phrase.add(new Term(field, text.substring(i, i + 2)), i);
        return phrase.build();
    }

    static final class PairAnalyzer extends Analyzer {
        @Override protected TokenStreamComponents createComponents(String field) {
            return new TokenStreamComponents(new PairTokenizer());
        }
    }

    /** Words, and of runs of Chinese characters all pairs of neighbours and the last alone; positions jump at every break. */
    static final class PairTokenizer extends Tokenizer {
        final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        char[] text = new char[1024];
        int length, at, gap;

        @Override public void reset() throws IOException {
            super.reset();
            length = at = gap = 0;
            for (int read; (read = input.read(text, length, text.length - length)) != -1;) {
                length += read;
                if (length == text.length)
                    text = Arrays.copyOf(text, length * 2);
            }
        }

        @Override public boolean incrementToken() {
            while (at < length && (text[at] == ' ' || text[at] == '|')) {
                if (text[at] == '|')
                    gap = 1;
                at++;
            }
            if (at >= length)
                return false;
            clearAttributes();
            increment.setPositionIncrement(1 + gap);
            gap = 0;
            if (text[at] >= '\u3005') {
                boolean pair = at + 1 < length && text[at + 1] != ' ' && text[at + 1] != '|';
                term.copyBuffer(text, at, pair ? 2 : 1);
                at++;
                return true;
            }
            int start = at;
            while (at < length && text[at] != ' ' && text[at] != '|')
                at++;
            term.copyBuffer(text, start, at - start);
            return true;
        }
    }
}
