namespace Fairlead.Ports.Tests;

public sealed class PortSetTests
{
    private readonly PortSet _set = new();
    private readonly ConsolePort _db1;
    private readonly ConsolePort _seven;
    private readonly ConsolePort _switch;

    public PortSetTests()
    {
        _switch = new TestPort(new PortSettings { Name = "sw1", Tags = ["Network"] }, set: _set, number: 9).Port;
        _db1 = new TestPort(new PortSettings { Name = "db1", Tags = ["linux", "network"] }, set: _set, number: 1).Port;
        _seven = new TestPort(new PortSettings { Name = "12" }, set: _set, number: 7).Port;
    }

    [Fact]
    public void Ports_are_kept_in_order_of_their_numbers() => Assert.Equal([_db1, _seven, _switch], _set.All);

    [Fact]
    public void A_port_is_found_by_number_name_or_tag()
    {
        Assert.Equal([_db1], _set.Find("1"));
        Assert.Equal([_db1], _set.Find("01"));
        Assert.Equal([_db1], _set.Find("DB1"));
        Assert.Equal([_db1, _switch], _set.Find("tag:network"));
        Assert.Equal([_seven], _set.Find("12"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("49")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("db")]
    [InlineData("tag:")]
    [InlineData("tag:none")]
    public void What_is_no_port_finds_none(string named) => Assert.Empty(_set.Find(named));

    [Fact]
    public void Names_and_numbers_are_unique()
    {
        Assert.Throws<ArgumentException>(() => new TestPort(new PortSettings { Name = "Db1" }, set: _set, number: 2));
        Assert.Throws<ArgumentException>(() => new TestPort(new PortSettings { Name = "db2" }, set: _set, number: 1));
        Assert.True(_set.Remove(new PortNumber(1)));
        Assert.Null(_set.ByName("db1"));
        Assert.False(_set.Remove(new PortNumber(1)));
    }
}
