using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Fairlead.Configuration.Toml;

/// <summary>
/// Turns the library's syntax tree, which is the file as it is written, into what it means: tables in tables, with
/// every value's place.
/// </summary>
static class TomlTree
{
    /// <summary>Reads the text; null, with at least one problem, if it is not TOML.</summary>
    public static TomlTable? Read(string fileName, string text, ProblemList problems)
    {
        DocumentSyntax document;
        try
        {
            document = SyntaxParser.Parse(text, fileName, validate: true);
        }
        catch (TomlException tooDeep)
        {
            // The parser refuses what is nested too deeply for its stack this way, and everything else by diagnostics.
            problems.Error(new TomlPlace(tooDeep.Line ?? 1, tooDeep.Column ?? 1), $"not TOML: {tooDeep.Message}");
            return null;
        }

        if (document.HasErrors)
        {
            Report(document.Diagnostics, problems);
            return null;
        }

        TomlTable root = new(1, 1);
        Fill(root, document.KeyValues, problems);
        foreach (TableSyntaxBase table in document.Tables)
        {
            if (table.Name is { } name && Open(root, table, name, problems) is { } opened)
            {
                Fill(opened, table.Items, problems);
            }
        }

        return problems.HasErrors ? null : root;
    }

    private static void Report(DiagnosticsBag diagnostics, ProblemList problems)
    {
        // One open string makes the parser complain at the end of every line that follows: the first says it all.
        string last = "";
        foreach (DiagnosticMessage diagnostic in diagnostics)
        {
            if (diagnostic.Kind == DiagnosticMessageKind.Error && diagnostic.Message != last)
            {
                last = diagnostic.Message;
                TextPosition start = diagnostic.Span.Start;
                problems.Error(
                    new TomlPlace(start.Line + 1, start.Column + 1), $"not TOML: {last.ReplaceLineEndings(" ")}");
            }
        }
    }

    // [a.b] or [[a.b]]: walks to the table, through the last element of arrays of tables.
    private static TomlTable? Open(TomlTable root, TableSyntaxBase syntax, KeySyntax name, ProblemList problems)
    {
        List<KeyPart> path = Path(name);
        TomlTable? table = root;
        for (int i = 0; i < path.Count - 1 && table is not null; i++)
        {
            table = Descend(table, path[i], problems);
        }

        KeyPart last = path[^1];
        TomlPlace place = PlaceOf(syntax);
        if (table is null || syntax is not TableArraySyntax)
        {
            return table is null ? null : Descend(table, last, problems);
        }

        TomlTable element = new(place.Line, place.Column);
        switch (table.Find(last.Key)?.Value)
        {
            case null:
                TomlArray array = new(place.Line, place.Column, ofTables: true);
                array.Items.Add(element);
                table.Entries.Add(new TomlEntry(last.Key, last.Place, array));
                return element;
            case TomlArray { OfTables: true } existing:
                existing.Items.Add(element);
                return element;
            case { } other:
                problems.Error(last.Place, $"\"{last.Key}\" is {other.Type} since line {other.Line}");
                return null;
        }
    }

    private static TomlTable? Descend(TomlTable table, KeyPart step, ProblemList problems)
    {
        switch (table.Find(step.Key)?.Value)
        {
            case null:
                TomlTable added = new(step.Place.Line, step.Place.Column);
                table.Entries.Add(new TomlEntry(step.Key, step.Place, added));
                return added;
            case TomlTable existing:
                return existing;
            case TomlArray { OfTables: true } array:
                return (TomlTable)array.Items[^1];
            case { } other:
                problems.Error(step.Place, $"\"{step.Key}\" is {other.Type} since line {other.Line}");
                return null;
        }
    }

    private static void Fill(TomlTable table, SyntaxList<KeyValueSyntax> items, ProblemList problems)
    {
        foreach (KeyValueSyntax item in items)
        {
            Add(table, item, problems);
        }
    }

    private static void Add(TomlTable table, KeyValueSyntax item, ProblemList problems)
    {
        if (item.Key is null || item.Value is null)
        {
            return;
        }

        List<KeyPart> path = Path(item.Key);
        TomlTable? target = table;
        for (int i = 0; i < path.Count - 1 && target is not null; i++)
        {
            target = Descend(target, path[i], problems);
        }

        KeyPart last = path[^1];
        if (target?.Find(last.Key) is { } first)
        {
            problems.Error(last.Place, $"the key \"{last.Key}\" was given in line {first.Place.Line} already");
        }
        else
        {
            target?.Entries.Add(new TomlEntry(last.Key, last.Place, Value(item.Value, problems)));
        }
    }

    private static TomlNode Value(ValueSyntax syntax, ProblemList problems)
    {
        (int line, int column) = PlaceOf(syntax);
        switch (syntax)
        {
            case StringValueSyntax text:
                return new TomlString(line, column, text.Value ?? "");
            case IntegerValueSyntax integer:
                return new TomlInteger(line, column, integer.Value);
            case BooleanValueSyntax boolean:
                return new TomlBoolean(line, column, boolean.Value);
            case FloatValueSyntax:
                return new TomlOther(line, column, "a float");
            case ArraySyntax items:
                TomlArray array = new(line, column);
                foreach (ArrayItemSyntax item in items.Items)
                {
                    if (item.Value is { } value)
                    {
                        array.Items.Add(Value(value, problems));
                    }
                }

                return array;
            case InlineTableSyntax items:
                TomlTable table = new(line, column);
                foreach (InlineTableItemSyntax item in items.Items)
                {
                    if (item.KeyValue is { } pair)
                    {
                        Add(table, pair, problems);
                    }
                }

                return table;
            default:
                return new TomlOther(line, column, "a date or time");
        }
    }

    // The parts of a dotted key.
    private static List<KeyPart> Path(KeySyntax key)
    {
        List<KeyPart> path = [Part(key.Key!)];
        foreach (DottedKeyItemSyntax part in key.DotKeys)
        {
            path.Add(Part(part.Key!));
        }

        return path;

        static KeyPart Part(BareKeyOrStringValueSyntax part) => new(
            part is StringValueSyntax quoted ? quoted.Value ?? "" : ((BareKeySyntax)part).Key?.Text ?? "",
            PlaceOf(part));
    }

    private static TomlPlace PlaceOf(SyntaxNode node) => new(node.Span.Start.Line + 1, node.Span.Start.Column + 1);

    private readonly record struct KeyPart(string Key, TomlPlace Place);
}
