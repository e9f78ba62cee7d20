using CsCheck;
using Fairlead.Lines;

namespace Fairlead.Tests.Lines;

public sealed class OutputQueueTests
{
    /// <summary>Against a list of bytes (0…255) and controls (1000 + length).</summary>
    [Fact]
    public void Bytes_and_controls_come_out_in_the_order_they_went_in() => Gen
        .Select(Gen.Int[0, 2], Gen.Int[1, 9000])
        .Array[1, 60]
        .Sample(steps =>
        {
            var queue = new OutputQueue();
            var model = new Queue<int>();
            byte next = 0;
            foreach ((int what, int amount) in steps)
            {
                if (what == 0)
                {
                    byte[] data = new byte[amount];
                    for (int i = 0; i < amount; i++)
                    {
                        data[i] = next++;
                    }

                    int room = queue.Room;
                    int taken = queue.Add(data);
                    Assert.Equal(Math.Min(amount, room), taken);
                    foreach (byte b in data.AsSpan(0, taken))
                    {
                        model.Enqueue(b);
                    }
                }
                else if (what == 1)
                {
                    Assert.True(queue.AddControl(isBreak: amount % 2 == 0, TimeSpan.FromMilliseconds(amount)));
                    model.Enqueue(1000 + amount);
                }
                else
                {
                    Take(queue, model, amount);
                }
            }

            while (model.Count > 0)
            {
                Take(queue, model, OutputQueue.Capacity);
            }

            Assert.True(queue.IsEmpty);
        });

    private static void Take(OutputQueue queue, Queue<int> model, int most)
    {
        while (queue.TryTakeControl(out OutputControl control))
        {
            Assert.Equal(model.Dequeue(), 1000 + (int)control.Length.TotalMilliseconds);
        }

        ReadOnlySpan<byte> bytes = queue.Peek();
        bytes = bytes[..Math.Min(bytes.Length, most)];
        foreach (byte b in bytes)
        {
            Assert.Equal(model.Dequeue(), b);
        }

        queue.Advance(bytes.Length);
    }
}
