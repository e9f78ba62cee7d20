using System.Text;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Tests.Wire;

public sealed class NameListTests
{
    [Theory]
    [InlineData("a,b,c", "c,b", "b")]
    [InlineData("x,y", "c,b", null)]
    [InlineData("", "a", null)]
    [InlineData("ab", "a", null)]
    [InlineData("a", "ab", null)]
    [InlineData(",,b", "b", "b")]
    [InlineData("b,", "b", "b")]
    public void The_first_of_the_clients_that_the_server_has_is_chosen(string client, string server, string? chosen) =>
        Assert.Equal(chosen, NameList.Choose(Encoding.ASCII.GetBytes(client), server.Split(',')));

    [Theory]
    [InlineData("a,b,c", "c", true)]
    [InlineData("a,bc", "c", false)]
    [InlineData("", "c", false)]
    public void A_name_is_contained_as_a_whole_only(string list, string name, bool contained) =>
        Assert.Equal(contained, NameList.Contains(Encoding.ASCII.GetBytes(list), Encoding.ASCII.GetBytes(name)));
}
