using System.Text;
using System.Xml;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>Formulas of documents as a line of text that says the same.</summary>
public sealed class FormulaTests
{
    [Theory]
    [InlineData("<msup><mi>x</mi><mn>2</mn></msup>", "x²")]
    [InlineData("<msub><mi>x</mi><mi>max</mi></msub>", "x_{max}")]
    [InlineData("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²")]
    [InlineData("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac><mo>=</mo><mn>1</mn>", "(a+b)/(c)=1")]
    [InlineData("<msqrt><mi>a</mi></msqrt><mi>b</mi>", "√(a)b")]
    [InlineData("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>x</mi><mi>i</mi></msub>", "∑_{i=1}ⁿx_i")]
    [InlineData("<msup><mi>e</mi><mfrac><mi>a</mi><mn>2</mn></mfrac></msup><mi>z</mi>", "e^{(a)/(2)}z")]
    [InlineData("<mfrac><msup><mi>x</mi><mn>2</mn></msup><msqrt><mi>y</mi></msqrt></mfrac>", "(x²)/(√(y))")]
    [InlineData("<mfrac/><msqrt/><mi>x</mi>", "x")]
    public void A_formula_keeps_its_sense(string formula, string text)
    {
        using var xml = XmlReader.Create(new StringReader($"<math>{formula}</math>"));
        var (marked, told) = (new MarkedText(1000), new StringBuilder());
        while (xml.Read())
            marked.Read(xml, told);
        Assert.Equal(text, told.ToString());
    }
}
