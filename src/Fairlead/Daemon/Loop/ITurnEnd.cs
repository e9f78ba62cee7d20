namespace Fairlead.Daemon.Loop;

/// <summary>Something to do once when the loop's turn ends, such as sending what the turn has written.</summary>
interface ITurnEnd
{
    void TurnEnds();
}
