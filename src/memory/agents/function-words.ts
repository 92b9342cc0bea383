/**
 * Function words, which say nothing about the subject of a sentence: articles, pronouns, prepositions, conjunctions, auxiliaries,
 * question words, and phrases common in messages to assistants. Lower case, with or without accents. For languages written without
 * spaces, these are segments as ICU produces them.
 */
import { folded } from "../words.ts";

const lists = {
  english: `a about after again all also am an and any are as at be because been before being both but by can could did do does doing
    don down during each few for from further get give had has have having he hello help her here hers him his how i if in into is it
    its just know let like ll many may me might more most much must my need no nor not now of off on once one only or other our out
    over own please re s same say shall she should show so some such t tell than thank thanks that the their them then there these
    they thing this those through to too under until up us ve very want was we were what when where which while who whom whose why
    will with would yes you your yours`,
  german: `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei bin bis bist bitte da damit dann das dass dein
    deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines
    er es etwas euch euer fur gegen gibt hab habe haben hallo hast hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren
    im in ins ist ja jede jeder jetzt kann kannst kein keine konnen konnte machen mal man mehr mein meine meinem meinen meiner mich
    mir mit muss musst nach nein nicht noch nun nur ob oder ohne sag sagen sehr sein seine seinem seinen seiner seit selbst sich sie
    sind so soll solche sollte sondern uber um und uns unser unsere unter viel vom von vor wann war waren warum was weil welche welchem
    welchen welcher welches wenn wer werde werden wie wieder will wir wird wirst wo wollen worden wurde wurden zu zum zur zwischen`,
  french: `a ai aimerais ainsi alors as au aussi autre aux avait avec avez avoir avons bonjour c ca car ce cela ces cet cette ceux chez comme
    comment d dans de des dire dis dit donc dont du elle elles en encore entre es est et etaient etais etait etant ete etes etre eu eux
    fait il ils j je l la le les leur leurs lui m ma mais me meme merci mes moi mon n ne nos notre nous on ont ou oui par pas peut peux
    plus pour pourquoi pouvez qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si sommes son sont suis sur t ta te
    tes toi ton toujours tous tout toute toutes tres tu un une vers veux vos votre vous y`,
  spanish: `a al algo algun alguna ante antes aqui asi aun aunque cada como con contra cual cuando cuanto de decir del desde dime donde dos e
    el ella ellas ellos en entre era eran eres es esa ese eso esta estaba estan estar estas este esto estos estoy fue fueron gracias ha
    habia han hasta hay haz he hola la las le les lo los mas me mi mis mucho muy nada ni no nos nosotros o os otra otro para pero poco
    por porque puede puedes pues que quien quiero se sea ser si sin sobre solo somos son soy su sus tal tambien te tengo ti tiene tienen
    todo todos tu tus un una uno unos usted y ya yo`,
  portuguese: `a ao aos aquela aquele as assim ate com como da das de dela dele deles depois do dos e ela elas ele eles em entre era essa esse
    esta estamos estao estar estas este estou eu foi foram ha isso isto ja la lhe mais mas me mesmo meu meus minha minhas muito na nao nas
    nem no nos nossa nosso num numa o obrigado oi ola onde os ou para pela pelo por porque posso pode qual quando que quem quero sao se
    seja sem ser seu seus so sobre somos sou sua suas tambem te tem tenho teu todo todos tu tua um uma uns voce voces`,
  italian: `a abbiamo ad agli ai al alla alle allo anche anni avere aveva c che chi ci ciao come con cosa cui d da dagli dai dal dalla dalle
    degli dei del dell della delle dello di dimmi dove due e ed era erano essere fa fare fra gia gli grazie ha hai hanno ho i il in io l
    la le lei li lo loro lui ma me mi mia mie miei mio molto ne negli nei nel nell nella nelle no noi non nostra nostro o ogni per perche
    piu poi puoi qual quale quali quando quanto quella quelle quelli quello questa queste questi questo qui se sei si sia siamo siete
    sono sta stata stato su sua sue sugli sui sul sulla suo suoi ti tra tu tua tuo tutte tutti tutto un una uno vi voglio voi vorrei`,
  dutch: `aan al alle als altijd ben bent bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen haar had hallo heb
    hebben hebt heeft hem het hier hij hoe hun iets ik in is ja je jij jou jouw kan kon kun kunnen maar me meer men met mij mijn moet na
    naar niet niets nog nu of om omdat onder ons onze ook op over te tegen toch toen tot u uit uw van veel voor waar waarom wanneer want
    waren was wat we wel welk welke werd wie wij wil worden wordt zal ze zei zich zij zijn zo zonder zou`,
  russian: `а без бы был была были было быть в вам вас во вот все всего вы где да для до его ее если есть еще же за здесь и из или им их к как
    какая какие какой кто когда ли мне можно мой моя мы на нас наш не него нее нет ни них но о об он она они от очень по под после
    пожалуйста почему при с сам себя скажи со спасибо так также такой там тебе тебя то тогда того тоже только том тот ты у уже хочу чего
    чем что чтобы эта эти это этот я`,
  chinese: `的 了 是 在 我 你 您 他 她 它 们 我们 你们 他们 有 没有 和 与 及 或 也 都 就 不 没 这 那 这个 那个 这些 那些 个 一个 什么 怎么 怎样
    哪 哪里 哪个 谁 为什么 吗 呢 吧 啊 把 被 给 对 对于 从 到 向 以 为 因为 所以 但 但是 而 而且 如果 会 能 可以 要 想 请 请问 告诉 很 最 还 上 下 中 里
    关于 之 其`,
  japanese: `私 僕 あなた 何 誰 今 方 事 物 時 中 上 下 人`,
  korean: `나 나는 내 너 너는 그 그는 이 저 것 수 및 또는 그리고 하지만 무엇 무슨 어디 언제 누구 왜 어떻게 어떤 있다 있는 있어 없다 하다 하는 해 좀 은 는
    이 가 을 를 에 의 와 과 도 로`,
} as const;

const sets: readonly ReadonlySet<string>[] = Object.values(lists).map(
  (words) => new Set(words.split(/\s+/u).map(folded)),
);

/**
 * The folded words without function words. A function word of one language may be a noun in another ("war", "son"), so only the list
 * that contains most of the words is used, or the intersection of several lists that contain equally many. In a language without a
 * list, all words are kept.
 */
export const withoutFunctionWords = (words: readonly string[]): readonly string[] => {
  const counted = sets.map((each) => ({ each, count: words.filter((word) => each.has(word)).length }));
  const most = Math.max(...counted.map(({ count }) => count));
  if (most === 0) return words;
  const likely = counted.filter(({ count }) => count === most);
  return words.filter((word) => !likely.every(({ each }) => each.has(word)));
};
