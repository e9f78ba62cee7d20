namespace Fairlead.Configuration.Reading;

/// <summary>Reads [device].</summary>
static class DeviceReader
{
    public static DeviceSettings Read(TableReader table)
    {
        DeviceSettings defaults = new();
        return new DeviceSettings
        {
            Name = table.Text("name", Names.IsName) ?? defaults.Name,
            Location = table.Text("location", Names.IsOneLine) ?? defaults.Location,
            Contact = table.Text("contact", Names.IsOneLine) ?? defaults.Contact,
            Banner = table.Text("banner", Names.IsText),
            Demo = table.Flag("demo", defaults.Demo),
        };
    }
}
