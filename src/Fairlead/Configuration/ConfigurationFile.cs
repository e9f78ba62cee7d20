namespace Fairlead.Configuration;

/// <summary>A configuration file on disk.</summary>
static class ConfigurationFile
{
    /// <summary>The configuration, or null after every error was told, each as <c>FILE:LINE:COL: what</c>.</summary>
    public static DeviceConfiguration? Read(string path, Action<string> tell)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tell($"{path}: {e.Message}");
            return null;
        }

        ConfigurationResult result = ConfigurationReader.Read(path, text);
        foreach (Problem problem in result.Problems)
        {
            tell(problem.In(path));
        }

        return result.Configuration;
    }
}
