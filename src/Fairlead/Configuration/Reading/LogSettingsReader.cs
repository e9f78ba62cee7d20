namespace Fairlead.Configuration.Reading;

/// <summary>Reads [log].</summary>
static class LogSettingsReader
{
    private const long Page = 4096;

    public static LogSettings Read(TableReader table)
    {
        LogSettings defaults = new();
        return new LogSettings
        {
            Ring = table.Size("ring", defaults.Ring, Page, 1L << 30, multipleOf: Page),
            Archive = table.Size("archive", defaults.Archive, 0, 1L << 40),
            Input = table.Flag("input", defaults.Input),
        };
    }
}
