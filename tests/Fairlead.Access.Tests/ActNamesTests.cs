namespace Fairlead.Access.Tests;

public sealed class ActNamesTests
{
    [Fact]
    public void Every_act_has_a_name_that_leads_back_to_it()
    {
        Assert.Equal(Enum.GetValues<Act>().Length, ActNames.All.Count);
        foreach (Act act in Enum.GetValues<Act>())
        {
            Assert.True(ActNames.TryParse(ActNames.NameOf(act), out Act read));
            Assert.Equal(act, read);
        }

        Assert.Equal("log-input", ActNames.NameOf(Act.LogInput));
        Assert.False(ActNames.TryParse("Watch", out _));
    }
}
